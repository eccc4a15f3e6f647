/**
 * What a spec may say about MIMIC-CXR-JPG.
 *
 * @module
 */

import { z } from "zod";
import { damagedSchema } from "../files/damaged.ts";
import { dicomSchema } from "../files/dicom.ts";
import { splitFileSchema } from "../exact_split.ts";

/** Parts of a report that can be its text. */
export const REPORT_PARTS = ["findings", "impression", "lastParagraph", "report"] as const;

/** The config of a MIMIC-CXR dataset in a spec; unknown keys are refused. */
export const mimicCxrConfigSchema = z.strictObject({
  kind: z.literal("mimic-cxr"),
  root: z.string().min(1)
    .describe("Folder of MIMIC-CXR-JPG: files/p10/… and mimic-cxr-2.0.0-*.csv.gz"),
  reports: z.string().min(1).default(".")
    .describe("Folder, from root, that holds files/p10/p10000032/s50414267.txt"),
  views: z.enum(["AP", "PA", "frontal"]).default("frontal")
    .describe("Which images count; frontal: PA and AP"),
  text: z.array(z.enum(REPORT_PARTS)).min(1).default(["findings"])
    .describe("Parts of the report; the first one that is there is the text"),
  withoutText: z.enum(["drop", "keep"]).default("drop")
    .describe("Studies whose report has none of these parts"),
  labels: z.enum(["chexpert", "negbio"]).default("chexpert")
    .describe("Whose labels: mimic-cxr-2.0.0-<labels>.csv.gz"),
  uncertain: z.enum(["keep", "positive", "negative"]).default("keep")
    .describe("What the label -1 becomes: -1, 1 or 0"),
  dicom: dicomSchema,
  damaged: damagedSchema,
  split: splitFileSchema.optional(),
});

/** A checked MIMIC-CXR config. */
export type MimicCxrConfig = z.infer<typeof mimicCxrConfigSchema>;

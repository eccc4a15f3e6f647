/**
 * What a spec may say about the original's preprocessed files.
 *
 * @module
 */

import { z } from "zod";
import { damagedSchema } from "../files/damaged.ts";
import { splitFileSchema } from "../exact_split.ts";

const file = z.string().min(1);

/** The config of a dataset of jsonl files in a spec; unknown keys are refused. */
export const jsonlConfigSchema = z.strictObject({
  kind: z.literal("jsonl"),
  root: z.string().min(1).describe("Folder that holds everything"),
  files: z.strictObject({ train: file, valid: file, test: file }).partial()
    .refine((files) => Object.keys(files).length > 0, "there is no file in it, name one")
    .default({ train: "Train.jsonl", valid: "Valid.jsonl", test: "Test.jsonl" })
    .describe("The file of each split, from root; gzipped where it ends in .gz"),
  images: z.string().min(1).default(".")
    .describe("Folder, from root, that the paths in img start at"),
  damaged: damagedSchema,
  split: splitFileSchema.optional(),
});

/** A checked jsonl config. */
export type JsonlConfig = z.infer<typeof jsonlConfigSchema>;

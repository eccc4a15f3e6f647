/**
 * What a spec may say about a dataset given as a table.
 *
 * @module
 */

import { z } from "zod";
import { splitFileSchema } from "../exact_split.ts";
import { dicomSchema } from "../files/dicom.ts";
import { sharesSchema } from "../shares.ts";

const column = z.string().min(1);

/** The config of a table dataset in a spec; unknown keys are refused. */
export const tableConfigSchema = z.strictObject({
  kind: z.literal("table"),
  /** Folder that holds everything. */
  root: z.string().min(1),
  /** The table below `root`: `.csv` with a header line, `.jsonl` with an object per line, `.parquet`. */
  file: z.string().min(1),
  /** Folder below `root` that the image column's paths start from. */
  images: z.string().min(1).default("."),
  dicom: dicomSchema,
  columns: z.strictObject({
    /** Path of the image. */
    image: column,
    /** Unique name of the study; the image cell when left out. */
    id: column.optional(),
    /** Studies of one patient never stand in two splits. */
    patient: column.optional(),
    /** The report. */
    text: column.optional(),
    /** `train`, `valid` (also `validate`, `validation`, `val`, `dev`) or `test`. */
    split: column.optional(),
    /** Columns that hold 1, 0, -1 or nothing; each is a label. */
    labels: z.array(column).min(1).optional(),
    /** One column whose distinct values become the labels. */
    label: column.optional(),
  }).refine(({ labels, label }) => labels === undefined || label === undefined, {
    error: "give either labels (one column each) or label (one column of names), not both",
  }),
  /** How to split where no column says it, or a file of the exact split. */
  split: z.union([splitFileSchema, sharesSchema({ train: 0.7, valid: 0.1, test: 0.2 })])
    .prefault({}),
});

/** A checked table config. */
export type TableConfig = z.infer<typeof tableConfigSchema>;

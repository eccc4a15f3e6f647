/**
 * What a spec may say about a phantom dataset.
 *
 * @module
 */

import { z } from "zod";
import { splitFileSchema } from "../exact_split.ts";

/** The config of a phantom dataset in a spec; unknown keys are refused. */
export const phantomConfigSchema = z.strictObject({
  kind: z.literal("phantom"),
  /** The made-up hospital: its equipment, its patients and its way of reporting. */
  site: z.enum(["a", "b"]).default("a"),
  /** How many patients; each has one or two studies. */
  patients: z.int().min(1).max(1_000_000).default(800),
  /** Another seed gives other patients. */
  seed: z.int().min(0).default(7),
  /** A file of the exact split, instead of the made one. */
  split: splitFileSchema.optional(),
});

/** A checked phantom config. */
export type PhantomConfig = z.infer<typeof phantomConfigSchema>;

/** Changes whenever the same config would give other images, reports, labels or questions. */
export const PHANTOM_VERSION = 4;

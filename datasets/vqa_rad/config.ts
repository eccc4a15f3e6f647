/**
 * What a spec may say about VQA-RAD.
 *
 * @module
 */

import { z } from "zod";
import { splitFileSchema } from "../exact_split.ts";
import { damagedSchema } from "../files/damaged.ts";

const path = z.string().min(1);

/** The config of VQA-RAD in a spec; unknown keys are refused. */
export const vqaRadConfigSchema = z.strictObject({
  kind: z.literal("vqa-rad"),
  /** Folder that holds the questions and the images. */
  root: path,
  /** The questions below `root`. */
  file: path.default("VQA_RAD Dataset Public.json"),
  /** Folder of the images below `root`. */
  images: path.default("VQA_RAD Image Folder"),
  /**
   * What is learned from: `clean` are the 1,797 questions that are not for testing; `mevf` adds every
   * question's reworded form (`question_frame`), also those of test questions, 3,064 in all. The 451
   * test questions are the same.
   */
  questions: z.enum(["clean", "mevf"]).default("clean"),
  /** Questions about one part of the body. */
  organ: z.enum(["all", "chest", "head", "abdomen"]).default("all"),
  /** VQA-RAD has no validation questions: this share of the images gives its own. */
  valid: z.strictObject({
    share: z.number().gt(0).max(0.5).default(0.1),
    /** Another seed gives other images. */
    seed: z.int().min(0).default(0),
  }).prefault({}),
  damaged: damagedSchema,
  /** A file of the exact split, instead of the official one. */
  split: splitFileSchema.optional(),
});

/** A checked VQA-RAD config. */
export type VqaRadConfig = z.infer<typeof vqaRadConfigSchema>;

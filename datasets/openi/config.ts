/**
 * What a spec may say about Open-I, the Indiana University chest X-ray collection.
 *
 * @module
 */

import { z } from "zod";
import { splitFileSchema } from "../exact_split.ts";
import { damagedSchema } from "../files/damaged.ts";
import { sharesSchema } from "../shares.ts";

const path = z.string().min(1);

/** The config of Open-I in a spec; unknown keys are refused. */
export const openiConfigSchema = z.strictObject({
  kind: z.literal("openi"),
  /** Folder that holds `ecgen-radiology/` and `NLMCXR_png/`. */
  root: path,
  /**
   * What the labels are: the 14 findings, or the collection's own headings (`MeSH/major`, up to the
   * first `/`; "normal" is one).
   */
  labels: z.enum(["findings", "mesh"]).default("findings"),
  /**
   * JSONL below `root` with the 14 findings of reports: `id` and either `labels` (name → 1, 0, -1,
   * null) or `label` (`'Edema', 'Fracture'`). Reports without a line are labeled by rules.
   */
  labelFile: path.optional(),
  /**
   * CSV below `root` with columns `filename` and `projection` (`Frontal` or `Lateral`), such as
   * `indiana_projections.csv`. Without it the most symmetric image of a report is its frontal one.
   */
  viewFile: path.optional(),
  damaged: damagedSchema,
  /** How to split, by the shares of the published splits, or a file of the exact split. */
  split: z.union([splitFileSchema, sharesSchema({ train: 0.7, valid: 0.2, test: 0.1 })])
    .prefault({}),
});

/** A checked Open-I config. */
export type OpeniConfig = z.infer<typeof openiConfigSchema>;

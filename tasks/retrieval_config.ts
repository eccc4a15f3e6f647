/**
 * What a spec may say about retrieval.
 *
 * @module
 */
import { z } from "zod";
import type { TaskPlan } from "./task_plan.ts";
import { trainingFields } from "./training_config.ts";

const candidates = z.int().min(2).max(1_000_000);

/** The config of a retrieval task in a spec; unknown keys are refused. */
export const retrievalConfigSchema = z.strictObject({
  task: z.literal("retrieval"),
  ...trainingFields,
  textTokens: z.int().min(1).max(65_536).nullable().default(null)
    .describe("Tokens of a report that are read, at most the model's textTokens; null: these"),
  candidates: candidates.nullable().default(null).describe(
    "Studies of the test split that are ranked, evenly spaced; null: all. The cost is their square",
  ),
  validCandidates: candidates.default(64).describe("Studies of the valid split that are ranked"),
  selection: z.enum(["mrr", "i2t_mrr", "t2i_mrr"]).default("mrr")
    .describe("Metric on the valid split that picks the epoch"),
});

/** A checked retrieval config. */
export type RetrievalConfig = z.infer<typeof retrievalConfigSchema>;

/** How the task is planned. */
export const retrievalPlan: TaskPlan<RetrievalConfig> = {
  trainingSwitches: ["positions", "labelMatch"],
  evaluationSwitches: ["positions", "labelMatch"],
  evaluationFields: ["textTokens", "candidates"],
  testingFields: ["candidates"],
};

/**
 * What a spec may say about visual question answering.
 *
 * @module
 */
import { z } from "zod";
import type { TaskPlan } from "./task_plan.ts";
import { trainingFields } from "./training_config.ts";

/** The config of a VQA task in a spec; unknown keys are refused. */
export const vqaConfigSchema = z.strictObject({
  task: z.literal("vqa"),
  ...trainingFields,
  questionTokens: z.int().min(1).max(65_536).nullable().default(null)
    .describe("Longest question in tokens, at most the model's textTokens; null: these"),
  answers: z.strictObject({
    minimum: z.int().min(1).max(1_000_000).default(1),
  }).prefault({}).describe("Answers that fewer training questions have are no class"),
  selection: z.enum(["accuracy", "accuracy_closed", "accuracy_open"]).default("accuracy")
    .describe("Metric on the valid split that picks the epoch"),
});

/** A checked VQA config. */
export type VqaConfig = z.infer<typeof vqaConfigSchema>;

/** How the task is planned. */
export const vqaPlan: TaskPlan<VqaConfig> = {
  trainingSwitches: ["positions"],
  evaluationSwitches: ["positions"],
  evaluationFields: ["questionTokens"],
  testingFields: [],
};

/**
 * What a spec may say about the classification task.
 *
 * @module
 */
import { z } from "zod";
import type { TaskPlan } from "./task_plan.ts";
import { trainingFields } from "./training_config.ts";

/** The config of a classification task in a spec; unknown keys are refused. */
export const classificationConfigSchema = z.strictObject({
  task: z.literal("classification"),
  inputs: z.enum(["image+report", "image"]).default("image+report")
    .describe("What the model sees of a study"),
  ...trainingFields,
  selection: z.enum(["f1_micro", "f1_macro", "auroc_micro", "auroc_macro"]).default("f1_micro")
    .describe("Metric on the valid split that picks the epoch"),
});

/** A checked classification config. */
export type ClassificationConfig = z.infer<typeof classificationConfigSchema>;

/** How the task is planned. */
export const classificationPlan: TaskPlan<ClassificationConfig> = {
  trainingSwitches: ["positions", "undefinedAuroc", "trainableTrunk", "noLabelClass"],
  evaluationSwitches: ["positions", "undefinedAuroc"],
  evaluationFields: ["inputs"],
  testingFields: [],
};

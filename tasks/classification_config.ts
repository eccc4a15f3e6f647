/**
 * What a spec may say about the classification task.
 *
 * @module
 */
import { z } from "zod";
import type { TaskPlan } from "./task_plan.ts";

/** The config of a classification task in a spec; unknown keys are refused. */
export const classificationConfigSchema = z.strictObject({
  task: z.literal("classification"),
  inputs: z.enum(["image+report", "image"]).default("image+report")
    .describe("What the model sees of a study"),
  fraction: z.number().gt(0).lte(1).default(1)
    .describe("Share of the patients in the train split that is used"),
  epochs: z.int().min(1).max(10_000).default(4),
  batchSize: z.int().min(1).max(65_536).default(16).describe("Examples per training step"),
  learningRate: z.number().gt(0).lte(10).default(1e-3).describe("At the end of the warm-up"),
  warmup: z.number().gte(0).lt(1).default(0.1)
    .describe("Share of the steps in which the learning rate rises from 0"),
  weightDecay: z.number().gte(0).lte(1).default(0.01),
  optimizer: z.enum(["bertadam", "adamw"]).default("bertadam"),
  patience: z.int().min(1).max(10_000).default(10)
    .describe("Epochs without a better selection metric after which training ends"),
  selection: z.enum(["f1_micro", "f1_macro", "auroc_micro", "auroc_macro"]).default("f1_micro")
    .describe("Metric on the valid split that picks the epoch"),
});

/** A checked classification config. */
export type ClassificationConfig = z.infer<typeof classificationConfigSchema>;

/** How the task is planned. */
export const classificationPlan: TaskPlan<ClassificationConfig> = {
  switches: ["positions", "undefinedAuroc"],
  training: ["trainableTrunk", "noLabelClass"],
  evaluation: ({ inputs }) => ({ inputs }),
};

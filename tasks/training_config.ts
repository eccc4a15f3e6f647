/**
 * What a spec may say about the fine-tuning of any task.
 *
 * @module
 */
import { z } from "zod";
import type { Recipe } from "./task.ts";

/** In how many parts a batch is made. */
export const accumulateField = z.int().min(1).max(65_536).optional().describe(
  "Equal parts, at the most, in which a batch is made one after the other to save memory; default 1",
);

/** Fields of every task's config. */
export const trainingFields = {
  fraction: z.number().gt(0).lte(1).default(1)
    .describe("Share of the patients in the train split that is used"),
  epochs: z.int().min(1).max(10_000).default(4),
  batchSize: z.int().min(1).max(65_536).default(16).describe("Examples per training step"),
  accumulate: accumulateField,
  learningRate: z.number().gt(0).lte(10).default(1e-3).describe("At the end of the warm-up"),
  warmup: z.number().gte(0).lt(1).default(0.1)
    .describe(
      "Share of the steps in which the learning rate rises from 0; the first of them changes nothing",
    ),
  schedule: z.enum(["warmup-linear", "constant"]).default("warmup-linear").describe(
    "warmup-linear: after the warm-up the learning rate falls to 0; constant: there is no warm-up",
  ),
  weightDecay: z.number().gte(0).lte(1).default(0.01),
  optimizer: z.enum(["bertadam", "adamw"]).default("bertadam"),
  patience: z.int().min(1).max(10_000).default(10)
    .describe("Epochs without a better selection metric after which training ends"),
};

type TrainingConfig = z.output<z.ZodObject<typeof trainingFields>>;

/** The recipe of a config. */
export function recipeOf(config: TrainingConfig, selection: Recipe["selection"]): Recipe {
  const { epochs, batchSize, accumulate, optimizer, fraction, patience } = config;
  const { learningRate, weightDecay, schedule, warmup } = config;
  const options = { learningRate, weightDecay, schedule, warmup };
  return { epochs, batchSize, accumulate, optimizer, options, fraction, patience, selection };
}

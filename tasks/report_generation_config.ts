/**
 * What a spec may say about report generation.
 *
 * @module
 */
import { z } from "zod";
import type { TaskPlan } from "./task_plan.ts";
import { trainingFields } from "./training_config.ts";
import { wordWeightsField } from "./word_weights.ts";

const count = z.int().min(1).max(65_536);

const decoding = z.strictObject({
  beams: z.int().min(1).max(64).default(1).describe("Beams; 1 is greedy decoding"),
  maxTokens: count.nullable().default(null)
    .describe("Tokens after which a report ends; null: the model's textTokens"),
  minTokens: z.int().min(0).max(65_536).default(0)
    .describe("Tokens before which none ends; needs beams"),
  lengthPenalty: z.number().gte(-100).lte(100).default(0)
    .describe("Added to the score of a report for every token; needs beams"),
  blockNgrams: z.int().min(1).max(64).nullable().default(null)
    .describe("Length of the n-grams that no report repeats; needs beams"),
}).refine(
  ({ beams, minTokens, lengthPenalty, blockNgrams }) =>
    beams > 1 || (minTokens === 0 && lengthPenalty === 0 && blockNgrams === null),
  "minTokens, lengthPenalty and blockNgrams need beams: 2 or more",
);

/** The config of a report-generation task in a spec; unknown keys are refused. */
export const reportGenerationConfigSchema = z.strictObject({
  task: z.literal("report-generation"),
  ...trainingFields,
  mask: z.enum(["s2s", "bar"]).default("s2s").describe("Attention mask of the fine-tuning"),
  maskRate: z.number().gt(0).lte(1).default(0.15).describe("Share of the tokens to predict"),
  maxPredictions: count.nullable().default(3)
    .describe("Tokens to predict at the most; null: no limit"),
  wordWeights: wordWeightsField,
  decoding: decoding.prefault({}),
  examples: z.int().min(0).max(1000).default(8)
    .describe("Test studies that are shown with their reports and attention maps"),
});

/** A checked report-generation config. */
export type ReportGenerationConfig = z.infer<typeof reportGenerationConfigSchema>;

/** How a report is written. */
export type DecodingConfig = ReportGenerationConfig["decoding"];

/** How the task is planned. */
export const reportGenerationPlan: TaskPlan<ReportGenerationConfig> = {
  trainingSwitches: ["positions", "decodingPositions", "randomTruncation"],
  evaluationSwitches: ["positions", "decodingPositions", "greedyDecoding"],
  evaluationFields: ["decoding", "examples"],
  testingFields: ["decoding", "examples"],
};

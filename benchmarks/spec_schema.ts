/**
 * The fields of a spec, their bounds and their defaults.
 *
 * @module
 */
import { z } from "zod";
import { datasetConfigSchema } from "../datasets/mod.ts";
import { taskConfigSchema } from "../tasks/task_plan.ts";
import { accumulateField } from "../tasks/training_config.ts";
import { wordWeightsField } from "../tasks/word_weights.ts";
import { modelSchema } from "./spec_model.ts";
import { protocolSchema } from "./spec_protocol.ts";

/** Attention masks of pre-training, and `scratch`, which is not pre-trained. */
export const VARIANTS = ["bar", "mixed", "bi", "s2s", "noncross", "scratch"] as const;

/** A mask variant, or the control without pre-training. */
export type Variant = (typeof VARIANTS)[number];

/** A user's name for a dataset or task; it becomes a part of file names and of `--set` paths. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const NAME_TEXT = "letters, digits, - and _, 64 at most, starting with a letter or digit";

const name = z.string().regex(NAME, NAME_TEXT);

function named<T extends z.ZodType>(value: T) {
  return z.record(name, value)
    .refine((map) => Object.keys(map).length > 0, "there is no name in it, add one");
}

function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).min(1);
}

/** One of a kind, or a list that means any of them. */
function anyOf<T extends z.ZodType>(item: T) {
  return z.union([item, listOf(item)]).optional();
}

const variant = z.enum(VARIANTS);
const seed = z.int().min(0);

const transfer = z.strictObject({
  pretrain: z.string(),
  finetune: z.string(),
  test: z.string(),
});

const filter = z.strictObject({
  variant: anyOf(variant),
  task: anyOf(z.string()),
  transfer: anyOf(transfer.partial()),
  seed: anyOf(seed),
});

/** A file, relative to the spec's folder. */
const file = z.string().min(1);

const trunk = z.strictObject({
  init: z.enum(["shapes", "phantoms", "random", "checkpoint"]).default("shapes").describe(
    "shapes: trained on procedural shapes, our stand-in for ImageNet; phantoms: trained on " +
      "made-up radiographs of no dataset; random: untrained; checkpoint: from the file `checkpoint`",
  ),
  checkpoint: file.optional().describe("torchvision's ResNet-50, or a MedViLL with its trunk"),
  seed: seed.default(1),
  steps: z.int().min(1).max(1_000_000).default(300).describe("Training steps on pictures"),
  batchSize: z.int().min(1).max(65_536).default(32),
  learningRate: z.number().gt(0).lte(10).default(1e-3),
});

const pretrain = z.strictObject({
  epochs: z.int().min(1).max(10_000).default(6),
  batchSize: z.int().min(1).max(65_536).default(16).describe("Examples per training step"),
  accumulate: accumulateField,
  learningRate: z.number().gt(0).lte(10).default(1e-3),
  mlm: z.boolean().default(true).describe("Masked language modelling"),
  itm: z.boolean().default(true).describe("Image-text matching"),
  maskRate: z.number().gt(0).lte(1).default(0.15),
  wordWeights: wordWeightsField,
  mixed: z.strictObject({
    bi: z.number().gte(0).lte(1),
    s2s: z.number().gte(0).lte(1),
  }).default({ bi: 0.25, s2s: 0.75 })
    .describe("Share of the examples under each mask in the variant mixed"),
});

/** A spec as it is written; `z.input` is the file, `z.output` has the defaults filled in. */
export const specSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, NAME_TEXT.replace("-", "., -"))
    .describe("Results go to out/<name>"),
  seeds: listOf(seed).default([1]),
  protocol: protocolSchema
    .describe("What to do about known quirks of the original code: keep or fix them"),
  variants: listOf(variant),
  checkpoints: z.strictObject({ bar: file, mixed: file, bi: file, s2s: file, noncross: file })
    .partial().optional()
    .describe("Pre-trained weights by variant: fine-tuning starts from them"),
  init: file.optional()
    .describe("Weights that pre-training, and scratch, start from, such as Hugging Face's BERT"),
  datasets: named(datasetConfigSchema),
  transfers: listOf(transfer).describe("Names of the datasets of each step"),
  vocabulary: z.strictObject({
    from: listOf(z.string()).optional().describe("Datasets whose reports give the words"),
    file: file.optional().describe("A vocab.txt, which checkpoints need"),
  }).optional().describe("Default: words from the reports of each transfer's `pretrain`"),
  model: modelSchema,
  trunk: trunk.prefault({}),
  pretrain: pretrain.prefault({}),
  tasks: named(taskConfigSchema)
    .describe("`task` defaults to the name"),
  margins: z.record(z.string(), z.number().gt(0)).default({})
    .describe("Differences that `deno task gate` lets pass, by metric; `default` for all others"),
  exclude: z.array(filter).default([]).describe("Cells left out; a list means any of"),
  include: z.array(z.strictObject({ variant, task: z.string(), transfer, seed })).default([])
    .describe("Cells added after exclude"),
});

/** The checked fields of a spec. */
export type SpecFields = z.output<typeof specSchema>;
/** Names of the datasets of a cell's three steps. */
export type Transfer = z.output<typeof transfer>;
/** Cells to leave out. */
export type CellFilter = z.output<typeof filter>;
export type TrunkConfig = z.output<typeof trunk>;
export type PretrainConfig = z.output<typeof pretrain>;

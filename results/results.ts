/**
 * `results.json`: what a run of a spec gave, cell by cell.
 *
 * @module
 */
import canonicalize from "canonicalize";
import { z } from "zod";

/**
 * Version of the format of `results.json`. 3 added `comparisons`; what 2 holds is read, too.
 */
export const RESULTS_SCHEMA = 3;

/** The variants of a spec. */
const VARIANTS = ["bar", "mixed", "bi", "s2s", "noncross", "scratch"] as const;

/** Predictions that look at no input; every run adds them. */
const BASELINES = ["prevalence", "random", "majority", "frequent"] as const;

/** Whether a row is a baseline's. */
export function isBaseline(variant: ResultVariant): boolean {
  return (BASELINES as readonly string[]).includes(variant);
}

/** What a row of a table can stand for. */
export const RESULT_VARIANTS = [...VARIANTS, ...BASELINES] as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
const stage = sha256.nullable();

const transfer = z.strictObject({
  pretrain: z.string(),
  finetune: z.string(),
  test: z.string(),
});

/** Everything but the predictions and their scoring that decides what a metric means. */
const evaluation = z.strictObject({
  /** The kind of task: `classification` for a task of any name. */
  task: z.string(),
  /** Version of the code that evaluates. */
  version: z.int(),
  /** Fields and switches that the evaluation reads, such as the number of candidates. */
  config: z.record(z.string(), z.json()),
});

const fields = {
  task: z.string(),
  transfer,
  seed: z.int().nonnegative(),
  status: z.enum(["done", "failed", "skipped"]),
  metrics: z.record(z.string(), z.number().nullable()),
  /** The task and what else gives the metrics of the predictions again. */
  scoring: z.looseObject({ task: z.string() }).optional(),
  /** Of a cell that is done. */
  evaluation: evaluation.optional(),
  /** Digest of the cell's predictions file; a baseline keeps none. */
  predictions: sha256.optional(),
  stages: z.strictObject({ pretrain: stage, finetune: stage, evaluate: stage }),
  error: z.string().optional(),
};

const cell = z.strictObject({ variant: z.enum(VARIANTS), ...fields }).refine(
  ({ status, error }) => status === "skipped" || (status === "failed") === (error !== undefined),
  {
    message: "expected a message in a failed cell, and none in a cell that is done",
    path: ["error"],
  },
);

const baseline = z.strictObject({ variant: z.enum(BASELINES), ...fields });

/** A metric computed elsewhere from the predictions; cells hold its mean, see `scoreMetric`. */
const score = z.strictObject({
  /** Name in the cells' `metrics`. */
  metric: z.string(),
  scorer: z.strictObject({ name: z.string(), version: z.string() }),
  /** Of the file that the scores came in. */
  sha256,
  /** Cells that have scores in the file, and their predictions. */
  cells: z.int().nonnegative(),
  predictions: z.int().nonnegative(),
  /** Predictions without a score; a cell's mean leaves them out. */
  undefined: z.int().nonnegative(),
});

const interval = z.strictObject({
  low: z.number(),
  high: z.number(),
  /** Confidence, such as 0.95. */
  level: z.number(),
  over: z.literal("test examples"),
  /** How many. */
  n: z.int(),
});

/** What the predictions of a column of a table say about its rows, see `compare.ts`. */
const comparison = z.strictObject({
  task: z.string(),
  transfer,
  metric: z.string(),
  /** DeLong's of AUROCs, McNemar's of accuracies, else approximate randomisation; all are paired. */
  test: z.enum(["delong", "mcnemar", "randomisation"]),
  /** Test examples: studies, or questions. */
  examples: z.int(),
  /** The row that has the best mean. */
  best: z.enum(VARIANTS),
  rows: z.array(z.strictObject({
    variant: z.enum(VARIANTS),
    /**
     * `best`: has the best mean; `tied`: the test cannot tell it from the best; `worse`: it can;
     * `untested`: there is no seed for which both have a value, or no test for such values.
     */
    status: z.enum(["best", "tied", "worse", "untested"]),
    /** Of the value of a row with one seed, for the model at hand; null in other rows. */
    interval: interval.nullable(),
    /** The test against the best row; absent in the best itself and where untested. */
    test: z.strictObject({
      /** best - this, mean over `seeds`. */
      difference: z.number(),
      p: z.number(),
      /** p after Holm over the tested rows of the column. */
      adjusted: z.number(),
      /** Difference that such a test finds with power 0.8 at 0.05, before Holm. */
      detectable: z.number(),
      /** Seeds that both have. */
      seeds: z.array(z.int()),
    }).optional(),
  })),
});

/** A dataset that the cells used. */
const dataset = z.strictObject({
  /** Of everything that can change its content; folders and names are left out. */
  digest: sha256,
  /** What the digest is of. */
  identity: z.record(z.string(), z.json()),
  /** The studies of every split, and the digest of their ids in order, a line each. */
  splits: z.record(
    z.string(),
    z.strictObject({ studies: z.int(), patients: z.int(), ids: sha256 }),
  ),
});

/** The schema of `results.json`; an unknown field fails. */
export const resultsSchema = z.strictObject({
  schema: z.literal([2, RESULTS_SCHEMA]),
  spec: z.strictObject({
    name: z.string(),
    digest: sha256,
    /** What to do about each known quirk of the original code. */
    protocol: z.record(z.string(), z.string()),
    /** Differences that a gate lets pass, by metric; `default` for all others. */
    margins: z.record(z.string(), z.number().positive()),
  }),
  /** By name; those that could not be read are missing. */
  datasets: z.record(z.string(), dataset),
  environment: z.strictObject({
    engine: z.string(),
    device: z.string(),
    /** Versions of what computed: `{ deno, onnxruntime-node, … }`. */
    versions: z.record(z.string(), z.string()),
    /** Git revision of this repository, null outside a checkout. */
    revision: z.string().nullable(),
    /** Whether files differ from the revision, null where not known. */
    dirty: z.boolean().nullable(),
    /** What is known about the machine: `{ system, cpu, cores, rounding, … }`. */
    host: z.record(z.string(), z.union([z.string(), z.number()])),
    /** ISO 8601. */
    started: z.string(),
    seconds: z.number().nonnegative(),
  }),
  cells: z.array(cell),
  /** One per task, transfer and seed: chance rows of the tables. */
  baselines: z.array(baseline),
  /** One per task, transfer and metric that tables show; absent in schema 2. */
  comparisons: z.array(comparison).optional(),
  /** One per file of scores that was imported; absent where none was. */
  scores: z.array(score).optional(),
}).refine(({ schema, comparisons }) => schema === 2 || comparisons !== undefined, {
  message: "expected an array, as schema 3 has it",
  path: ["comparisons"],
});

export type Evaluation = z.infer<typeof evaluation>;
export type ResultDataset = z.infer<typeof dataset>;
/** The content of `results.json`. */
export type Results = z.infer<typeof resultsSchema>;
/** One (variant, task, transfer, seed) and what it gave. */
export type ResultCell = (Results["cells"] | Results["baselines"])[number];
export type ResultVariant = ResultCell["variant"];
export type ResultComparison = z.infer<typeof comparison>;
/** Where the values of a metric that was computed elsewhere come from. */
export type ResultScore = NonNullable<Results["scores"]>[number];
/** The datasets of the three steps. */
export type ResultTransfer = ResultCell["transfer"];

/**
 * Reads the text of a `results.json`.
 *
 * @param source Name of the text, for messages.
 * @throws {SyntaxError} If it is not JSON or a field is not as expected; names the field.
 */
export function parseResults(text: string, source = "results.json"): Results {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`Cannot read ${source}: it is not JSON`, { cause: error });
  }
  const parsed = resultsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SyntaxError(
    `Cannot read ${source}: ${issue!.path.join(".") || "top level"}: ${issue!.message}`,
  );
}

/**
 * The part of results that must be equal, byte for byte, when the same spec runs again on the same
 * engine: without times, host, versions, revision and the wording of errors (which may hold paths).
 *
 * RFC 8785 JSON: sorted keys, shortest round-trip numbers. Cells are sorted by task, transfer,
 * variant and seed, so the order in which they finished does not show.
 */
export function canonicalResults(results: Results): string {
  const { schema, spec, datasets, environment: { engine, device }, comparisons, scores } = results;
  const [cells, baselines] = [sorted(results.cells), sorted(results.baselines)];
  const environment = { engine, device };
  return canonicalize({
    ...{ schema, spec, datasets, environment, cells, baselines },
    ...comparisons && { comparisons },
    ...scores && { scores },
  })!;
}

/** The cells a table shows: those of the spec and the baselines. */
export function allCells({ cells, baselines }: Results): ResultCell[] {
  return [...cells, ...baselines];
}

function sorted(cells: readonly ResultCell[]): Omit<ResultCell, "error">[] {
  return cells
    .map(({ error: _, ...cell }) => ({ cell, place: cellOrder(cell) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ cell }) => cell);
}

function cellOrder({ task, transfer, variant, seed }: Omit<ResultCell, "error">): string {
  const { pretrain, finetune, test } = transfer;
  return JSON.stringify([task, pretrain, finetune, test, variant, String(seed).padStart(16, "0")]);
}

/**
 * Results to test with: every kind of entry a table can hold.
 *
 * @module
 */
import {
  isBaseline,
  type ResultCell,
  type Results,
  type ResultTransfer,
  type ResultVariant,
} from "../../results/results.ts";

export const AA: ResultTransfer = { pretrain: "site-a", finetune: "site-a", test: "site-a" };
export const AB: ResultTransfer = { pretrain: "site-a", finetune: "site-a", test: "site_b" };

const KEY = "ab".repeat(32);

/** A cell that is done, or that failed where an error is given. */
export function cell(
  variant: ResultVariant,
  transfer: ResultTransfer,
  seed: number,
  outcome: Record<string, number | null> | string,
  task = "classification",
): ResultCell {
  const failed = typeof outcome === "string";
  return {
    variant,
    task,
    transfer,
    seed,
    status: failed ? "failed" : "done",
    metrics: failed ? {} : outcome,
    stages: { pretrain: variant === "scratch" ? null : KEY, finetune: KEY, evaluate: KEY },
    ...(failed ? { error: outcome } : {}),
  };
}

/** Results of the given cells. */
export function results(cells: ResultCell[]): Results {
  return {
    schema: 3,
    spec: { name: "demo", digest: "0123456789abcdef".repeat(4), protocol: {}, margins: {} },
    datasets: {},
    environment: {
      engine: "onnx",
      device: "cpu",
      versions: { deno: "2.9.6" },
      revision: null,
      dirty: null,
      host: { os: "linux", cores: 2 },
      started: "2026-01-02T03:04:05Z",
      seconds: 12.5,
    },
    cells: cells.filter(isTrained),
    baselines: cells.filter((cell) => !isTrained(cell)) as Results["baselines"],
    comparisons: [],
  };
}

function isTrained(cell: ResultCell): cell is Results["cells"][number] {
  return !isBaseline(cell.variant);
}

const defined = (auroc: number, f1: number) => ({
  auroc_micro: auroc,
  auroc_undefined: 0,
  f1_micro: f1,
  "auroc.Edema": auroc,
});
const partly = (auroc: number | null, f1: number) => ({
  ...defined(0, f1),
  auroc_micro: auroc,
  auroc_undefined: 1,
  "auroc.Edema": null,
});

/** Three seeds, two transfers, two tasks; failures, skips, undefined values and an exclusion. */
export const EXAMPLE: Results = results([
  cell("prevalence", AA, 1, defined(0.6, 0)),
  cell("prevalence", AB, 1, partly(0.95, 0)),
  cell("bar", AA, 1, defined(0.875, 0.5)),
  cell("bar", AA, 2, defined(0.75, 0.5)),
  cell("bar", AA, 3, defined(1, 0.5)),
  cell("bar", AB, 1, partly(0.5, 0.25)),
  cell("bar", AB, 2, partly(null, 0.25)),
  cell("bar", AB, 3, "Cannot train: loss is NaN"),
  cell("mixed", AA, 1, defined(0.8, 1)),
  cell("mixed", AA, 2, "Cannot train: loss is NaN"),
  { ...cell("mixed", AA, 3, "x"), status: "skipped", error: undefined },
  cell("mixed", AB, 1, "x"),
  cell("mixed", AB, 2, "x"),
  cell("mixed", AB, 3, "x"),
  cell("noncross", AA, 1, defined(0.7, 0.125)),
  cell("noncross", AA, 3, defined(0.7, 0.25)),
  cell("scratch", AB, 1, partly(null, 0.125)),
  cell("scratch", AB, 2, partly(null, 0.125)),
  cell("scratch", AB, 3, partly(null, 0.125)),
  cell("bar", AA, 1, "x", "vqa"),
]);

/**
 * Results of a report generation with every mark, a percentage and published values.
 *
 * @module
 */
import type { ComparedRow, Comparison } from "../../results/compare.ts";
import type { Reference } from "../../results/references.ts";
import type { Results } from "../../results/results.ts";
import type { TableExtras } from "../../results/tables.ts";
import { cell, results } from "./example.ts";

const TRANSFER = { pretrain: "mimic-cxr", finetune: "openi", test: "openi" };
const TASK = "report-generation";

const metrics = (bleu: number, perplexity: number, accuracy: number | null) => {
  return { bleu_4_nltk: bleu, perplexity, accuracy };
};

/** Two seeds. */
export const MARKED: Results = results([
  cell("prevalence", TRANSFER, 1, metrics(0.5, 1, 0.75), TASK),
  cell("bar", TRANSFER, 1, metrics(0.0625, 5.5, 0.5), TASK),
  cell("bar", TRANSFER, 2, metrics(0.09375, 5, 0.5), TASK),
  cell("mixed", TRANSFER, 1, metrics(0.03125, 8, 0.625), TASK),
  cell("mixed", TRANSFER, 2, metrics(0.03125, 8, 0.625), TASK),
  cell("bi", TRANSFER, 1, metrics(0.03125, 5, 0.25), TASK),
  cell("bi", TRANSFER, 2, metrics(0.03125, 5, null), TASK),
]);

function tested(row: string, status: "tied" | "worse", detectable: number): ComparedRow {
  const test = { difference: 0, p: 0, adjusted: 0, detectable, seeds: [1, 2] };
  return { row, mean: 0, status, test };
}

function column(metric: string, rows: readonly ComparedRow[]) {
  const best = rows.find(({ status }) => status === "best")!.row;
  const comparison: Comparison = { best, examples: 354, rows };
  return { task: TASK, transfer: TRANSFER, metric, comparison };
}

function published(variant: Reference["variant"], metric: string, value: number | null): Reference {
  const transfer = { pretrain: null, finetune: null, test: "openi" };
  const origin = { how: "third-hand", source: "a review", note: "form & test not stated" } as const;
  return { variant, task: TASK, transfer, metric, value, ...(value === null ? {} : origin) };
}

/** bar is best in BLEU, bi and bar are tied in perplexity, accuracy is not tested. */
export const EXTRAS: TableExtras = {
  comparisons: [
    column("bleu_4_nltk", [
      { row: "bar", mean: 0, status: "best" },
      tested("mixed", "worse", 0.0125),
      tested("bi", "worse", 0.02),
    ]),
    column("perplexity", [
      tested("bar", "tied", 0.75),
      tested("mixed", "worse", 0.75),
      { row: "bi", mean: 0, status: "best" },
    ]),
  ],
  references: [
    published("bar", "bleu_4_nltk", 0.049),
    published("bar", "perplexity", 5.637),
    published("mixed", "perplexity", null),
    { ...published("bar", "accuracy", 0.5), transfer: { ...TRANSFER, finetune: "mimic-cxr" } },
  ],
};

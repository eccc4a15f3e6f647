/**
 * Results of a report generation with every mark, a percentage and published values.
 *
 * @module
 */
import type { ComparedRow } from "../../results/compare.ts";
import type { Reference } from "../../results/references.ts";
import type { ResultComparison, Results } from "../../results/results.ts";
import type { TableExtras } from "../../results/tables.ts";
import { cell, results } from "./example.ts";

const TRANSFER = { pretrain: "mimic-cxr", finetune: "openi", test: "openi" };
const TASK = "report-generation";

const metrics = (bleu: number, perplexity: number, accuracy: number | null) => {
  return { bleu_4_nltk: bleu, perplexity, accuracy };
};

function row(
  variant: ComparedRow["variant"],
  status: ComparedRow["status"],
  detectable?: number,
): ComparedRow {
  const test = detectable && { difference: 0, p: 0, adjusted: 0, detectable, seeds: [1, 2] };
  return { variant, status, interval: null, ...test ? { test } : {} };
}

function column(metric: string, rows: ComparedRow[]): ResultComparison {
  const best = rows.find(({ status }) => status === "best")!.variant;
  const place = { task: TASK, transfer: TRANSFER, metric };
  return { ...place, test: "randomisation", examples: 354, best, rows };
}

/** Two seeds; bar is best in BLEU, bi and bar are tied in perplexity, accuracy is not tested. */
export const MARKED: Results = {
  ...results([
    cell("prevalence", TRANSFER, 1, metrics(0.5, 1, 0.75), TASK),
    cell("bar", TRANSFER, 1, metrics(0.0625, 5.5, 0.5), TASK),
    cell("bar", TRANSFER, 2, metrics(0.09375, 5, 0.5), TASK),
    cell("mixed", TRANSFER, 1, metrics(0.03125, 8, 0.625), TASK),
    cell("mixed", TRANSFER, 2, metrics(0.03125, 8, 0.625), TASK),
    cell("bi", TRANSFER, 1, metrics(0.03125, 5, 0.25), TASK),
    cell("bi", TRANSFER, 2, metrics(0.03125, 5, null), TASK),
  ]),
  comparisons: [
    column("bleu_4_nltk", [
      row("bar", "best"),
      row("mixed", "worse", 0.0125),
      row("bi", "worse", 0.02),
    ]),
    column("perplexity", [
      row("bar", "tied", 0.75),
      row("mixed", "worse", 0.75),
      row("bi", "best"),
    ]),
  ],
};

/** One seed, of whose AUROC and F1 intervals are known. */
export const ONE_SEED: Results = {
  ...results([
    cell("bar", TRANSFER, 1, { auroc_micro: 0.875, f1_micro: 0.5 }),
    cell("bi", TRANSFER, 1, { auroc_micro: 0.75, f1_micro: null }),
  ]),
  comparisons: [
    {
      ...{ task: "classification", transfer: TRANSFER, metric: "auroc_micro" },
      ...{ test: "delong", examples: 240, best: "bar" },
      rows: [
        { ...row("bar", "best"), interval: overExamples(0.8125, 0.9375) },
        { ...row("bi", "worse", 0.125), interval: overExamples(0.625, 0.875) },
      ],
    },
    {
      ...{ task: "classification", transfer: TRANSFER, metric: "f1_micro" },
      ...{ test: "randomisation", examples: 240, best: "bar" },
      rows: [{ ...row("bar", "best"), interval: overExamples(0.25, 0.75) }, row("bi", "untested")],
    },
  ],
};

function overExamples(low: number, high: number) {
  return { low, high, level: 0.95, over: "test examples" as const, n: 240 };
}

function published(variant: Reference["variant"], metric: string, value: number | null): Reference {
  const transfer = { pretrain: null, finetune: null, test: "openi" };
  const origin = { how: "third-hand", source: "a review", note: "form & test not stated" } as const;
  return { variant, task: TASK, transfer, metric, value, ...(value === null ? {} : origin) };
}

export const EXTRAS: TableExtras = {
  references: [
    published("bar", "bleu_4_nltk", 0.049),
    published("bar", "perplexity", 5.637),
    published("mixed", "perplexity", null),
    { ...published("bar", "accuracy", 0.5), transfer: { ...TRANSFER, finetune: "mimic-cxr" } },
  ],
};

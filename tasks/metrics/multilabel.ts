/**
 * The metrics of diagnosis classification.
 *
 * @module
 */
import { auroc } from "./auroc.ts";
import { averagePrecision } from "./average_precision.ts";
import { calibrationError } from "./calibration.ts";
import { f1Scores, f1Sums } from "./f1.ts";
import { checkShape, column, type Rows } from "./rows.ts";
import type { Sums } from "./sums.ts";

/** Scores above this predict a label. */
const THRESHOLD = 0.5;

export interface MultilabelInput {
  /** Name of every label. */
  readonly labels: readonly string[];
  /** `[examples, labels]`, 1 for a label that is present, else 0. */
  readonly targets: Rows;
  /** `[examples, labels]`, the sigmoid of the logits in float32. */
  readonly scores: Rows;
}

/**
 * What to do with a label that has one class only among the targets, so that its AUROC is undefined.
 *
 * `null`: report null, average over the other labels, count it in `auroc_undefined`.
 * `error`: throw, as the original's evaluation does under scikit-learn.
 */
export type UndefinedAuroc = "null" | "error";

/**
 * Scores multi-label predictions.
 *
 * `auroc_micro` ranks all (example, label) decisions together; `auroc_macro` is the mean over the
 * labels where AUROC is defined (null where it is for none), `auroc_undefined` the number of the
 * others; `auprc_micro` and `auprc_macro` are average precisions likewise, defined for every label
 * with a positive; `f1_micro` and `f1_macro` are taken at a score above 0.5; `ece_15` is the
 * calibration error of all decisions together in 15 bins; `auroc.<label>` is one label's.
 *
 * Source: `downstream_task/classification/cls.py:120-167` of MedViLL (reference/spec.md section 5.1).
 *
 * @throws {RangeError} If shapes differ, a score is no probability, or an AUROC is undefined under `error`.
 */
export function multilabelMetrics(
  { labels, targets, scores }: MultilabelInput,
  undefinedAuroc: UndefinedAuroc = "null",
): Record<string, number | null> {
  checkShape(targets, scores, labels.length);
  const each = labels.map((_, j) => auroc(column(targets, j), column(scores, j)));
  const missing = each.filter((value) => value === null).length;
  if (undefinedAuroc === "error" && missing > 0) {
    const label = labels[each.indexOf(null)];
    throw new RangeError(
      `Cannot compute AUROC of "${label}": all ${targets.length} targets are of one class`,
    );
  }
  const flat = (rows: Rows) => rows.flatMap((row) => Array.from(row));
  const all = [flat(targets), flat(scores)] as const;
  const f1 = f1Scores(targets, scores, THRESHOLD);
  return {
    auroc_micro: auroc(...all),
    auroc_macro: meanDefined(each),
    auroc_undefined: missing,
    auprc_micro: averagePrecision(...all),
    auprc_macro: meanDefined(
      labels.map((_, j) => averagePrecision(column(targets, j), column(scores, j))),
    ),
    f1_micro: f1.micro,
    f1_macro: f1.macro,
    ece_15: calibrationError(...all),
    ...Object.fromEntries(labels.map((label, j) => [`auroc.${label}`, each[j]!])),
  };
}

/** The F1 scores of {@linkcode multilabelMetrics} as functions of sums over the examples. */
export function multilabelSums({ targets, scores }: MultilabelInput): Sums {
  return f1Sums(targets, scores, THRESHOLD, ["f1_micro", "f1_macro"]);
}

/** What an AUROC ranks, decision by decision. */
export interface Decisions {
  /** 1 for a positive, 0 for a negative. */
  readonly targets: readonly number[];
  readonly scores: readonly number[];
  /** The example that each decision is of, from 0. */
  readonly examples: readonly number[];
}

/** The AUROCs whose mean each of {@linkcode multilabelMetrics}' is, where they are defined. */
export function multilabelDecisions(
  { labels, targets, scores }: MultilabelInput,
): Record<"auroc_micro" | "auroc_macro", Decisions[]> {
  const all = labels.map((_, j) => ({
    targets: column(targets, j),
    scores: column(scores, j),
    examples: targets.map((_, i) => i),
  }));
  const pooled = (of: keyof Decisions) => all.flatMap((label) => label[of]);
  return {
    auroc_micro: [
      { targets: pooled("targets"), scores: pooled("scores"), examples: pooled("examples") },
    ],
    auroc_macro: all.filter(({ targets }) => new Set(targets).size === 2),
  };
}

function meanDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  if (defined.length === 0) return null;
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

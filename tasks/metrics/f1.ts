/**
 * F1 scores of multi-label predictions.
 *
 * @module
 */
import { checkShape, type Rows } from "./rows.ts";
import { type Sums, totals } from "./sums.ts";

export interface F1Scores {
  /** F1 of all (example, label) decisions together. */
  readonly micro: number;
  /** Mean of the labels' F1. */
  readonly macro: number;
  /** F1 of every label. */
  readonly labels: readonly number[];
}

/**
 * F1 = 2 TP / (2 TP + FP + FN); 0 where there is neither a positive nor a predicted positive, as
 * scikit-learn's `f1_score` gives by default (`zero_division`).
 *
 * @param targets `[examples, labels]`, 1 for a positive, 0 for a negative.
 * @param scores `[examples, labels]`; a positive is predicted where the score exceeds the threshold.
 * @param thresholds One for all labels, or one per label.
 * @throws {RangeError} If the shapes differ.
 */
export function f1Scores(
  targets: Rows,
  scores: Rows,
  thresholds: number | readonly number[],
): F1Scores {
  return ofCounts(totals(countHits(targets, scores, thresholds)));
}

/** Micro and macro of {@linkcode f1Scores} as functions of sums over the examples. */
export function f1Sums(
  targets: Rows,
  scores: Rows,
  thresholds: number | readonly number[],
  names: readonly [micro: string, macro: string],
): Sums {
  return {
    names,
    addends: countHits(targets, scores, thresholds),
    values(sums) {
      const { micro, macro } = ofCounts(sums);
      return [micro, macro];
    },
  };
}

/** Of every example, TP of all labels and then 2 TP + FP + FN of all labels. */
function countHits(
  targets: Rows,
  scores: Rows,
  thresholds: number | readonly number[],
): number[][] {
  const labels = targets[0]?.length ?? 0;
  checkShape(targets, scores, labels);
  const above = typeof thresholds === "number"
    ? new Array<number>(labels).fill(thresholds)
    : thresholds;
  if (above.length !== labels) {
    throw new RangeError(
      `Cannot score predictions: expected ${labels} thresholds, got ${above.length}`,
    );
  }
  return targets.map((row, i) => {
    const positives = Array.from(row, (target) => target === 1 ? 1 : 0);
    const predicted = Array.from(scores[i]!, (score, j) => score > above[j]! ? 1 : 0);
    return [
      ...positives.map((positive, j) => positive * predicted[j]!),
      ...positives.map((positive, j) => positive + predicted[j]!),
    ];
  });
}

function ofCounts(sums: Float64Array): F1Scores {
  const width = sums.length / 2;
  const labels: number[] = [];
  let [hits, total, sum] = [0, 0, 0];
  for (let j = 0; j < width; j++) {
    const own = f1(sums[j]!, sums[width + j]!);
    labels.push(own);
    sum += own;
    hits += sums[j]!;
    total += sums[width + j]!;
  }
  return { micro: f1(hits, total), macro: sum / width, labels };
}

/** @param hits TP. @param total 2 TP + FP + FN. */
function f1(hits: number, total: number): number {
  return total === 0 ? 0 : 2 * hits / total;
}

/**
 * F1 scores of multi-label predictions.
 *
 * @module
 */
import { checkShape, type Rows } from "./rows.ts";

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
  checkShape(targets, scores, targets[0]?.length ?? 0);
  const labels = Array.from(targets[0]!, () => ({ hits: 0, total: 0 }));
  const above = typeof thresholds === "number" ? labels.map(() => thresholds) : thresholds;
  if (above.length !== labels.length) {
    throw new RangeError(
      `Cannot score predictions: expected ${labels.length} thresholds, got ${above.length}`,
    );
  }
  for (const [i, row] of targets.entries()) {
    for (const [j, count] of labels.entries()) {
      const positive = row[j] === 1 ? 1 : 0;
      const predicted = scores[i]![j]! > above[j]! ? 1 : 0;
      count.hits += positive * predicted;
      count.total += positive + predicted;
    }
  }
  const each = labels.map(f1);
  const all = {
    hits: labels.reduce((sum, { hits }) => sum + hits, 0),
    total: labels.reduce((sum, { total }) => sum + total, 0),
  };
  return { micro: f1(all), macro: each.reduce((sum, x) => sum + x, 0) / each.length, labels: each };
}

/** `hits` = TP, `total` = 2 TP + FP + FN. */
function f1({ hits, total }: { hits: number; total: number }): number {
  return total === 0 ? 0 : 2 * hits / total;
}

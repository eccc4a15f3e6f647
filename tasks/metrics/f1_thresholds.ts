/**
 * Thresholds for F1, to be chosen on validation data.
 *
 * @module
 */
import { tieGroups } from "./auroc.ts";
import { checkShape, column, type Rows } from "./rows.ts";

/** Where no threshold is better than another. */
const DEFAULT = 0.5;

/**
 * The threshold of every label that gives the highest F1 when scores above it predict the label.
 *
 * All thresholds in [0, 1) are considered; one is returned midway between the two neighbouring
 * scores that it separates, where 0 counts as a score. Of thresholds with the same F1 the highest
 * is taken, which predicts least. A label without a positive keeps 0.5.
 *
 * @param targets `[examples, labels]`, 1 for a positive, 0 for a negative.
 * @param scores `[examples, labels]`, probabilities.
 * @returns A threshold per label, for {@link f1Scores}.
 * @throws {RangeError} If the shapes differ or a score is no probability.
 */
export function f1Thresholds(targets: Rows, scores: Rows): number[] {
  checkShape(targets, scores, targets[0]?.length ?? 0);
  return Array.from(targets[0]!, (_, j) => f1Threshold(column(targets, j), column(scores, j)));
}

function f1Threshold(targets: readonly number[], scores: readonly number[]): number {
  const wrong = scores.findIndex((score) => !(score >= 0 && score <= 1));
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot choose a threshold: expected probabilities, score ${wrong} is ${scores[wrong]}`,
    );
  }
  const positives = targets.filter((target) => target === 1).length;
  const groups = tieGroups(targets, scores).reverse();
  let best = { f1: 0, threshold: DEFAULT };
  let predicted = 0;
  let hits = 0;
  groups.forEach(({ score, ...group }, i) => {
    predicted += group.size;
    hits += group.positives;
    const f1 = 2 * hits / (predicted + positives);
    if (score > 0 && f1 > best.f1) {
      best = { f1, threshold: between(groups[i + 1]?.score ?? 0, score) };
    }
  });
  return best.threshold;
}

/** The middle of two numbers, or the lower one where rounding gives the upper. */
function between(low: number, high: number): number {
  const middle = (low + high) / 2;
  return middle < high ? middle : low;
}

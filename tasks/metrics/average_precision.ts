/**
 * Area under the precision-recall curve.
 *
 * @module
 */
import { tieGroups } from "./auroc.ts";

/**
 * Average precision: Σ (R_k - R_(k-1)) P_k over the distinct scores, highest first, where P_k and R_k
 * are precision and recall when everything scored at least k-th highest is called positive. Equals
 * scikit-learn's `average_precision_score`; there is no interpolation.
 *
 * @param targets 1 for a positive, 0 for a negative.
 * @param scores A score per target; its scale does not matter.
 * @returns null where undefined: there is no positive.
 * @throws {RangeError} If the lengths differ or a score is NaN.
 */
export function averagePrecision(
  targets: ArrayLike<number>,
  scores: ArrayLike<number>,
): number | null {
  let taken = 0;
  let found = 0;
  let sum = 0;
  for (const { size, positives } of tieGroups(targets, scores).reverse()) {
    taken += size;
    found += positives;
    sum += positives * (found / taken);
  }
  return found === 0 ? null : sum / found;
}

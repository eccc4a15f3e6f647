/**
 * Holm's correction for several tests.
 *
 * @module
 */

/**
 * Adjusted p-values: with m p-values sorted, the i-th smallest (from 0) becomes the largest of
 * min(1, (m - j) p_j) over j ≤ i. Rejecting where the adjusted value is below α keeps the chance of any
 * false rejection below α, whatever the tests' dependence.
 *
 * Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scand. J. Statist. 6, 1979.
 *
 * @returns In the order of the p-values given.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
  for (const [i, place] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (order.length - i) * pValues[place]!));
    adjusted[place] = largest;
  }
  return adjusted;
}

/**
 * McNemar's test for two accuracies on the same examples.
 *
 * @module
 */

export interface McNemar {
  /** Examples that only the first, only the second got right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided exact conditional p-value; too large on average, never too small. */
  readonly exact: number;
  /** Two-sided mid-p-value: half of the probability of what was seen is left out. */
  readonly midP: number;
}

/**
 * Tests whether two models are right equally often. Of the n examples that one alone got right, the
 * number of the first is Binomial(n, ½) if they are; where k is the smaller number,
 * exact = min(1, 2 P(X ≤ k)) and mid-p = 2 P(X ≤ k) - P(X = k), or 1 - ½ P(X = k) where both numbers are
 * equal. Without such examples both are 1.
 *
 * Source: Fagerland, Lydersen and Laake, "The McNemar test for binary matched-pairs data: mid-p and
 * asymptotic are better than exact conditional", BMC Med. Res. Methodol. 13:91, 2013.
 *
 * @param first Whether the first got each example right.
 * @param second The same examples of the second.
 * @throws {RangeError} If the lengths differ.
 */
export function mcnemarTest(first: readonly boolean[], second: readonly boolean[]): McNemar {
  if (first.length !== second.length) {
    throw new RangeError(
      `Cannot pair predictions: got ${first.length} of the first and ${second.length} of the second`,
    );
  }
  const onlyFirst = first.filter((right, i) => right && !second[i]).length;
  const onlySecond = second.filter((right, i) => right && !first[i]).length;
  const n = onlyFirst + onlySecond;
  const k = Math.min(onlyFirst, onlySecond);
  // In logarithms, since 2^-n is no double for n > 1074.
  let log = -n * Math.LN2;
  let point = Math.exp(log);
  let below = point;
  for (let i = 1; i <= k; i++) {
    log += Math.log((n - i + 1) / i);
    point = Math.exp(log);
    below += point;
  }
  const midP = n === 0 ? 1 : onlyFirst === onlySecond ? 1 - point / 2 : 2 * below - point;
  return { onlyFirst, onlySecond, exact: Math.min(1, 2 * below), midP };
}

/**
 * Calibration of probabilities.
 *
 * @module
 */

/**
 * Expected calibration error of binary probabilities: Σ_b (n_b / n) |o_b - p_b| over equal-width
 * bins of [0, 1], where o_b is the share of positives and p_b the mean probability of the n_b
 * decisions in bin b. Bins are closed above, (b / bins, (b + 1) / bins]; 0 is in the first.
 *
 * This is the form for the probability of the positive class (reliability diagrams), not for the
 * confidence max(p, 1 - p) of the predicted class. For several labels, pool their decisions.
 *
 * Source: Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian
 * Binning", AAAI 2015; 15 bins as in Guo et al., "On Calibration of Modern Neural Networks", ICML
 * 2017.
 *
 * @param targets 1 for a positive, 0 for a negative.
 * @param scores A probability per target.
 * @returns null where undefined: there is no decision.
 * @throws {RangeError} If the lengths differ or a score is no probability.
 */
export function calibrationError(
  targets: ArrayLike<number>,
  scores: ArrayLike<number>,
  bins = 15,
): number | null {
  if (targets.length !== scores.length) {
    throw new RangeError(
      `Cannot measure calibration: expected one score per target, got ${scores.length} for ` +
        `${targets.length}`,
    );
  }
  if (targets.length === 0) return null;
  // The sum of n_b (o_b - p_b), bin by bin.
  const gaps = new Array<number>(bins).fill(0);
  for (let i = 0; i < targets.length; i++) {
    const score = scores[i]!;
    if (!(score >= 0 && score <= 1)) {
      throw new RangeError(
        `Cannot measure calibration: expected probabilities, score ${i} is ${score}`,
      );
    }
    gaps[Math.max(0, Math.ceil(score * bins) - 1)]! += (targets[i] === 1 ? 1 : 0) - score;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / targets.length;
}

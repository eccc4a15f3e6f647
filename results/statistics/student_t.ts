/**
 * Student's t distribution.
 *
 * @module
 */
import { normalTwoSided } from "./normal.ts";

/**
 * P(|T| ≥ |t|): the two-sided p-value of a t statistic.
 *
 * With θ = atan(|t|/√df), P(|T| < |t|) is sinθ (1 + ½cos²θ + (1·3)/(2·4) cos⁴θ + …) for even df and
 * 2/π (θ + sinθ (cosθ + ⅔cos³θ + …)) for odd, both with ⌊df/2⌋ terms. Source: Abramowitz and Stegun,
 * 26.7.3 and 26.7.4.
 *
 * @param df Degrees of freedom, a positive integer, or ∞ for the normal distribution.
 * @throws {RangeError} If df is neither.
 */
export function studentTwoSided(t: number, df: number): number {
  if (df === Infinity) return normalTwoSided(t);
  if (!Number.isSafeInteger(df) || df < 1) {
    throw new RangeError(`Cannot use Student's t: expected df = 1, 2, …, got ${df}`);
  }
  const angle = Math.atan(Math.abs(t) / Math.sqrt(df));
  const cosine = Math.cos(angle);
  const odd = df % 2;
  let term = odd === 1 ? cosine : 1;
  let sum = 0;
  for (let k = 1; k <= Math.floor(df / 2); k++) {
    sum += term;
    term *= cosine ** 2 * (2 * k - 1 + odd) / (2 * k + odd);
  }
  const within = Math.sin(angle) * sum;
  return 1 - (odd === 1 ? 2 / Math.PI * (angle + within) : within);
}

/**
 * The t that a share `p` of the distribution lies below, by bisection to the last digit.
 *
 * @param p Strictly between 0 and 1.
 * @param df Degrees of freedom, a positive integer, or ∞ for the normal distribution.
 * @throws {RangeError} If p or df is out of range.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(studentQuantile(0.975, 4).toFixed(3), "2.776");
 * ```
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(`Cannot take a quantile: expected a share between 0 and 1, got ${p}`);
  }
  if (p < 0.5) return -studentQuantile(1 - p, df);
  const outside = 2 * (1 - p);
  let [low, high] = [0, 1];
  while (studentTwoSided(high, df) > outside) [low, high] = [high, 2 * high];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (studentTwoSided(middle, df) > outside) low = middle;
    else high = middle;
  }
}

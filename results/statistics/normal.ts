/**
 * The standard normal distribution.
 *
 * @module
 */

/**
 * P(|Z| ≥ |z|): the two-sided p-value of a standard normal statistic.
 *
 * erfc(x), x = |z|/√2, by its Taylor series 1 - 2/√π e^(-x²) Σ 2^k x^(2k+1)/(2k+1)!! below |z| = 2 and by
 * Laplace's continued fraction above, where the series would cancel. Source: Abramowitz and Stegun,
 * 7.1.6 and 7.1.14.
 *
 * @param z Any number; ±∞ gives 0.
 */
export function normalTwoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const scale = Math.exp(-z * z / 2) / Math.sqrt(Math.PI);
  if (x > Math.SQRT2) {
    let tail = 0;
    for (let k = 120; k >= 1; k--) tail = k / 2 / (x + tail);
    return scale / (x + tail);
  }
  let term = x;
  let sum = x;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= 2 * x * x / (2 * k + 1);
    sum += term;
  }
  return 1 - 2 * scale * sum;
}

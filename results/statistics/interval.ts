/**
 * Confidence intervals, which say what they are over.
 *
 * @module
 */
import { studentQuantile } from "./student_t.ts";

/** Confidence of intervals unless asked otherwise. */
export const LEVEL = 0.95;

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Confidence, such as 0.95. */
  readonly level: number;
  /**
   * What would be drawn anew: `seeds`, another training on the same data and the same test set;
   * `test examples`, another test set for the models at hand.
   */
  readonly over: "seeds" | "test examples";
  /** How many of those there are. */
  readonly n: number;
}

/**
 * The interval of a mean over seeds: mean ± t s/√n, where s is the sample standard deviation and t
 * the quantile of Student's t with n - 1 degrees of freedom. Right where the values are normal.
 *
 * @param values One per seed.
 * @returns null for fewer than two.
 */
export function seedInterval(values: readonly number[], level: number = LEVEL): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n);
  return { low: mean - half, high: mean + half, level, over: "seeds", n };
}

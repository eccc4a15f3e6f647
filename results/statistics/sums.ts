/**
 * Metrics that are functions of sums over test examples.
 *
 * @module
 */

/**
 * Predictions as vectors. A metric of any set of examples, exchanged between models or drawn anew, is a
 * function of the sum of their vectors, which is cheap to test a thousand times.
 */
export interface SummedMetrics {
  /** `[examples, sums]`: what every example adds. */
  readonly addends: readonly ArrayLike<number>[];
  /** The metrics of `[sums]`, in one order; null where undefined. */
  values(sums: Float64Array): readonly (number | null)[];
}

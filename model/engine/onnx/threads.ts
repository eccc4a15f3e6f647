/**
 * How many threads a graph may be run with so that their number does not show.
 *
 * @module
 */

/**
 * With more threads, a small product gives some of them a single row, which onnxruntime computes by
 * another routine with another rounding.
 */
export const MAX_THREADS = 8;

/**
 * The threads that a graph is run with.
 *
 * @module
 */

/**
 * Most threads, so that their number does not show. With more, a small product gives some of them a
 * single row, which onnxruntime computes by another routine with another rounding.
 */
export const MAX_THREADS = 8;

/**
 * How long a thread that waits for another holds its core before it falls asleep. By onnxruntime's
 * default that is long enough to keep the core from the thread it waits for, where other programs
 * run; at 0 threads fall asleep between small products.
 */
export const SPIN_MICROSECONDS = "100";

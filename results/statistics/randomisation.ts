/**
 * Approximate randomisation: paired tests that assume nothing about the scores.
 *
 * @module
 */
import type { Key } from "../../model/random.ts";

export interface Randomisation {
  /** What was seen: first - second. */
  readonly difference: number;
  /** Two-sided p-value. */
  readonly p: number;
  /** Deviation of the differences that chance gives: √(mean of their squares). */
  readonly standardError: number;
  /** How many exchanges were looked at. */
  readonly samples: number;
  /** Whether those are all there are, so that p is exact. */
  readonly exact: boolean;
}

export interface RandomisationOptions {
  /**
   * Exchanges to draw; all are enumerated instead where there are no more of them.
   *
   * @default {4096}
   */
  readonly samples?: number;
}

/** Two differences this close count as equal: they are sums of the same numbers in another order. */
const TOLERANCE = 1e-9;

/**
 * Tests a difference between two systems: if they are alike, exchanging their outputs on any subset
 * of the examples gives a difference as likely as the one seen.
 *
 * p = (exchanges whose |difference| is at least the seen one's) / 2^examples if all are enumerated, else
 * (1 + those among the draws) / (1 + draws), which is valid for any number of draws. Draw b takes its bits
 * from `key.fold(b)`. An exchange for which the difference is undefined counts as at least as large.
 *
 * Sources: Fisher, "The Design of Experiments", 1935, section 21; Noreen, "Computer-Intensive Methods
 * for Testing Hypotheses", 1989.
 *
 * @param examples Number of examples, the units that are exchanged.
 * @param difference first - second after the examples with a 1 were exchanged; null where undefined.
 * @returns null where the difference of what was seen is undefined.
 */
export function randomisationTest(
  examples: number,
  difference: (exchanged: Uint8Array) => number | null,
  key: Key,
  { samples = 4096 }: RandomisationOptions = {},
): Randomisation | null {
  const exchanged = new Uint8Array(examples);
  const seen = difference(exchanged);
  if (seen === null) return null;
  const exact = 2 ** examples <= samples;
  const count = exact ? 2 ** examples : samples;
  const limit = Math.abs(seen) * (1 - TOLERANCE);
  let extreme = 0;
  let squares = 0;
  let defined = 0;
  for (let b = 0; b < count; b++) {
    const stream = key.fold(b).stream();
    for (let i = 0, word = b; i < examples; i++) {
      if (!exact && i % 32 === 0) word = stream.uint32();
      exchanged[i] = (word >>> (i % 32)) & 1;
    }
    const value = difference(exchanged);
    if (value === null || Math.abs(value) >= limit) extreme++;
    if (value === null) continue;
    squares += value ** 2;
    defined++;
  }
  return {
    difference: seen,
    p: exact ? extreme / count : (1 + extreme) / (1 + count),
    standardError: Math.sqrt(squares / Math.max(1, defined)),
    samples: count,
    exact,
  };
}

/**
 * Tests a mean of scores of single examples: {@link randomisationTest} with the mean of `first - second`.
 *
 * @param first Score of every example; @param second of the same examples.
 * @throws {RangeError} If the lengths differ or there is no example.
 */
export function randomiseScores(
  first: readonly number[],
  second: readonly number[],
  key: Key,
  options?: RandomisationOptions,
): Randomisation {
  checkPaired(first.length, second.length);
  const differences = first.map((score, i) => score - second[i]!);
  const mean = (exchanged: Uint8Array) =>
    differences.reduce((sum, d, i) => sum + (exchanged[i] === 1 ? -d : d), 0) / differences.length;
  return randomisationTest(differences.length, mean, key, options)!;
}

/**
 * Tests a metric of whole sets of predictions, such as an F1 score or a BLEU.
 *
 * With several seeds the difference is the mean of the seeds' differences, and an example is exchanged
 * in all seeds at once: the seeds are no further examples. So the test is of the models at hand on
 * other test examples, and says nothing of other seeds.
 *
 * @param first `[seeds, examples]`; @param second `[seeds, examples]`, the same seeds and examples.
 * @param metric Of one seed's predictions; null where undefined.
 * @returns null where the metric of what was seen is undefined.
 * @throws {RangeError} If the shapes differ or there is no example.
 */
export function randomisePredictions<P>(
  first: readonly (readonly P[])[],
  second: readonly (readonly P[])[],
  metric: (predictions: readonly P[]) => number | null,
  key: Key,
  options?: RandomisationOptions,
): Randomisation | null {
  checkPaired(first.length, second.length);
  first.forEach((predictions, s) => checkPaired(predictions.length, second[s]!.length));
  const examples = first[0]!.length;
  first.forEach((predictions) => checkPaired(predictions.length, examples));
  const difference = (exchanged: Uint8Array) => {
    let sum = 0;
    for (const [s, a] of first.entries()) {
      const b = second[s]!;
      const left = metric(a.map((own, i) => exchanged[i] === 1 ? b[i]! : own));
      const right = metric(b.map((own, i) => exchanged[i] === 1 ? a[i]! : own));
      if (left === null || right === null) return null;
      sum += left - right;
    }
    return sum / first.length;
  };
  return randomisationTest(examples, difference, key, options);
}

function checkPaired(first: number, second: number): void {
  if (first !== second || first === 0) {
    throw new RangeError(
      `Cannot pair predictions: got ${first} and ${second}, expected as many of both and at least one`,
    );
  }
}

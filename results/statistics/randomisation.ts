/**
 * Approximate randomisation: paired tests that assume nothing about the scores.
 *
 * @module
 */
import type { Key } from "../../model/random.ts";
import { checkPaired, type Exchangeable } from "./exchange.ts";

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
   * @default {1000}
   */
  readonly samples?: number;
}

/** Two differences this close count as equal: they are sums of the same numbers in another order. */
const TOLERANCE = 1e-9;

/**
 * Tests metrics of two systems: if they are alike, exchanging their predictions on any subset of the
 * examples gives a difference as likely as the one seen.
 *
 * p = (exchanges whose |difference| is at least the seen one's) / 2^examples if all are enumerated, else
 * (1 + those among the draws) / (1 + draws), which is valid for any number of draws. Draw b takes its bits
 * from `key.fold(b)`. An exchange for which the difference is undefined counts as at least as large.
 *
 * With several seeds the difference is the mean of the seeds' differences, and an example is exchanged
 * in all seeds at once: the seeds are no further examples. So the test is of the models at hand on
 * other test examples, and says nothing of other seeds.
 *
 * Sources: Fisher, "The Design of Experiments", 1935, section 21; Noreen, "Computer-Intensive Methods
 * for Testing Hypotheses", 1989.
 *
 * @param pairs The two systems of every seed.
 * @returns One per metric; null where the difference that was seen is undefined.
 * @throws {RangeError} If seeds have different numbers of examples, or there is no seed.
 */
export function randomise(
  pairs: readonly Exchangeable[],
  key: Key,
  { samples = 1000 }: RandomisationOptions = {},
): (Randomisation | null)[] {
  const examples = pairs[0]?.examples ?? 0;
  for (const pair of pairs.length === 0 ? [{ examples: 0 }] : pairs) {
    checkPaired(pair.examples, examples);
  }
  const exchanged = new Uint8Array(examples);
  const seen = differences(pairs, exchanged);
  const limits = seen.map((value) => Math.abs(value ?? NaN) * (1 - TOLERANCE));
  const exact = 2 ** examples <= samples;
  const count = exact ? 2 ** examples : samples;
  const tallies = seen.map(() => ({ extreme: 0, squares: 0, defined: 0 }));
  for (let b = 0; b < count; b++) {
    const stream = key.fold(b).stream();
    for (let i = 0, word = b; i < examples; i++) {
      if (!exact && i % 32 === 0) word = stream.uint32();
      exchanged[i] = (word >>> (i % 32)) & 1;
    }
    for (const [m, value] of differences(pairs, exchanged).entries()) {
      const tally = tallies[m]!;
      if (value === null || Math.abs(value) >= limits[m]!) tally.extreme++;
      if (value === null) continue;
      tally.squares += value ** 2;
      tally.defined++;
    }
  }
  return tallies.map(({ extreme, squares, defined }, m) => {
    const difference = seen[m]!;
    if (difference === null) return null;
    return {
      difference,
      p: exact ? extreme / count : (1 + extreme) / (1 + count),
      standardError: Math.sqrt(squares / Math.max(1, defined)),
      samples: count,
      exact,
    };
  });
}

/** The differences between all metrics, the mean over seeds. */
function differences(pairs: readonly Exchangeable[], exchanged: Uint8Array): (number | null)[] {
  const seeds = pairs.map((pair) => pair.differences(exchanged));
  return seeds[0]!.map((_, m) => {
    let sum = 0;
    for (const own of seeds) {
      const value = own[m]!;
      if (value === null) return null;
      sum += value;
    }
    return sum / seeds.length;
  });
}

/**
 * The bootstrap over test examples.
 *
 * @module
 */
import type { Key } from "../../model/random.ts";
import { type Interval, LEVEL } from "./interval.ts";

export interface BootstrapOptions {
  /** @default {1000} */
  readonly samples?: number;
  /** @default {0.95} */
  readonly level?: number;
}

/** An interval over test examples and how it came about. */
export interface BootstrapInterval extends Interval {
  /** How many samples gave a value. */
  readonly samples: number;
  /** How many gave none, such as an AUROC of a sample with one class only; they are left out. */
  readonly undefinedSamples: number;
}

/**
 * The percentile intervals of statistics of test examples: the examples are drawn anew with
 * replacement, `samples` times, and an interval runs between the (1 ± level)/2 quantiles of what its
 * statistic then gives (linear between order statistics, as NumPy's default).
 *
 * Sample b draws from `key.fold(b)` alone, so equal keys give equal intervals everywhere; all
 * statistics are of the same draws.
 *
 * Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3.
 *
 * @param examples Number of test examples.
 * @param statistics Of the examples at these indices, in one order; null where undefined.
 * @returns One per statistic; null where no sample gives a value.
 */
export function bootstrapIntervals(
  examples: number,
  statistics: (indices: Uint32Array) => readonly (number | null)[],
  key: Key,
  { samples = 1000, level = LEVEL }: BootstrapOptions = {},
): (BootstrapInterval | null)[] {
  const indices = new Uint32Array(examples);
  const drawn: (readonly (number | null)[])[] = [];
  for (let b = 0; b < samples; b++) {
    const stream = key.fold(b).stream();
    for (let i = 0; i < examples; i++) indices[i] = stream.int(examples);
    drawn.push(statistics(indices));
  }
  return (drawn[0] ?? []).map((_, m) => {
    const values = drawn.flatMap((sample) => sample[m] ?? []).sort((a, b) => a - b);
    if (values.length === 0) return null;
    return {
      low: quantile(values, (1 - level) / 2),
      high: quantile(values, (1 + level) / 2),
      level,
      over: "test examples",
      n: examples,
      samples: values.length,
      undefinedSamples: samples - values.length,
    };
  });
}

/** The quantile at `share` of sorted values, linear between neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (place % 1) * (sorted[Math.ceil(place)]! - below);
}

/**
 * The bootstrap over test examples.
 *
 * @module
 */
import type { Key } from "../../model/random.ts";
import { type Interval, LEVEL } from "./interval.ts";

export interface BootstrapOptions {
  /** @default {2000} */
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
 * The percentile interval of a statistic of test examples: the examples are drawn anew with
 * replacement, `samples` times, and the interval runs between the (1 ± level)/2 quantiles of what the
 * statistic then gives (linear between order statistics, as NumPy's default).
 *
 * Sample b draws from `key.fold(b)` alone, so equal keys give equal intervals everywhere. Pass one
 * key for several statistics to draw the same examples for all of them.
 *
 * Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3.
 *
 * @param examples Number of test examples.
 * @param statistic Of the examples at these indices; null where it is undefined.
 * @returns null where no sample gives a value.
 */
export function bootstrapInterval(
  examples: number,
  statistic: (indices: readonly number[]) => number | null,
  key: Key,
  { samples = 2000, level = LEVEL }: BootstrapOptions = {},
): BootstrapInterval | null {
  const values: number[] = [];
  for (let b = 0; b < samples; b++) {
    const stream = key.fold(b).stream();
    const value = statistic(Array.from({ length: examples }, () => stream.int(examples)));
    if (value !== null) values.push(value);
  }
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  return {
    low: quantile(values, (1 - level) / 2),
    high: quantile(values, (1 + level) / 2),
    level,
    over: "test examples",
    n: examples,
    samples: values.length,
    undefinedSamples: samples - values.length,
  };
}

/** The quantile at `share` of sorted values, linear between neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (place % 1) * (sorted[Math.ceil(place)]! - below);
}

/**
 * Which rows of a column of a table are as good as its best: paired tests on the same predictions.
 *
 * @module
 */
import { bestOf, type Metric } from "./metrics.ts";
import type { ResultComparison } from "./results.ts";
import { holm, minimumDetectableDifference } from "./statistics/mod.ts";

/** Chance of any false "worse" in a column. */
const ALPHA = 0.05;

export type ComparedRow = ResultComparison["rows"][number];

/** One row of a column: its values by seed, null where undefined. */
export interface Competitor extends Pick<ComparedRow, "variant" | "interval"> {
  readonly values: ReadonlyMap<number, number | null>;
}

/** What a test of two rows gives. */
export interface PairedTest {
  /** first - second, mean over seeds. */
  readonly difference: number;
  /** Of the difference over test examples. */
  readonly standardError: number;
  /** Two-sided; null where the test has none. */
  readonly p: number | null;
}

export interface CompareOptions {
  readonly direction: Metric["direction"];
  /** Tests the first row against the second on seeds that both have; null where it cannot. */
  readonly test: (
    first: ComparedRow["variant"],
    second: ComparedRow["variant"],
    seeds: readonly number[],
  ) => PairedTest | null;
}

/**
 * Compares every row with the one of the best mean and corrects by Holm. Such tests are over test
 * examples, for the trained models at hand: they do not say what other seeds would give, nor that tied
 * rows are equal; `detectable` says what they could have seen.
 *
 * @returns null where no row has a value, or no value is better than another.
 */
export function compareRows(
  competitors: readonly Competitor[],
  { direction, test }: CompareOptions,
): Pick<ResultComparison, "best" | "rows"> | null {
  const rows = competitors.map(({ values, ...row }) => {
    const defined = new Map(
      [...values].flatMap(([s, value]) => value === null ? [] : [[s, value]]),
    );
    const sum = [...defined.values()].reduce((total, value) => total + value, 0);
    return { ...row, defined, mean: defined.size === 0 ? null : sum / defined.size };
  });
  const top = bestOf({ direction }, rows.flatMap(({ mean }) => mean ?? []));
  const best = rows.find(({ mean }) => mean === top);
  if (top === undefined || best === undefined) return null;

  const tests = rows.map(({ variant, defined }) => {
    const seeds = [...best.defined.keys()].filter((seed) => defined.has(seed)).sort((a, b) =>
      a - b
    );
    if (variant === best.variant || seeds.length === 0) return null;
    const { difference, standardError, p } = test(best.variant, variant, seeds) ?? { p: null };
    return p === null ? null : { difference, standardError, p, seeds };
  });
  const adjusted = holm(tests.flatMap((test) => test?.p ?? [])).values();
  return {
    best: best.variant,
    rows: rows.map(({ variant, interval }, i): ComparedRow => {
      const test = tests[i];
      if (!test) {
        return { variant, status: variant === best.variant ? "best" : "untested", interval };
      }
      const { difference, p, standardError, seeds } = test;
      const after = adjusted.next().value!;
      const detectable = minimumDetectableDifference(standardError);
      return {
        variant,
        status: after < ALPHA ? "worse" : "tied",
        interval,
        test: { difference, p, adjusted: after, detectable, seeds },
      };
    }),
  };
}

/**
 * Which rows of a column of a table are as good as its best: paired tests on the same predictions.
 *
 * @module
 */
import type { Key } from "../model/random.ts";
import { bestOf, type Metric } from "./metrics.ts";
import { holm, minimumDetectableDifference, randomisePredictions } from "./statistics/mod.ts";

/** Chance of any false "worse" in a column. */
const ALPHA = 0.05;

/** One row and its predictions of one test set, by seed. */
export interface Competitor<P> {
  readonly row: string;
  readonly seeds: ReadonlyMap<number, readonly P[]>;
}

export interface CompareOptions<P> {
  /** Metric of one seed's predictions; null where undefined. */
  readonly score: (predictions: readonly P[]) => number | null;
  readonly direction: Metric["direction"];
  /** Names what the comparison draws; the same exchanges for every row. */
  readonly key: Key;
  /** Exchanges per row; each scores two sets of predictions per seed. @default {1000} */
  readonly samples?: number;
}

/** A row of a comparison. */
export interface ComparedRow {
  readonly row: string;
  /** Mean over the seeds for which the score is defined; null if there is none. */
  readonly mean: number | null;
  /**
   * `best`: has the best mean; `tied`: the test cannot tell it from the best; `worse`: it can;
   * `untested`: there is no seed for which both have a score.
   */
  readonly status: "best" | "tied" | "worse" | "untested";
  /** The test against the best row; absent for the best itself and where untested. */
  readonly test?: {
    /** best - this, mean over `seeds`. */
    readonly difference: number;
    readonly p: number;
    /** p after Holm over the tested rows of the column. */
    readonly adjusted: number;
    /** Difference that such a test finds with power 0.8 at 0.05, before Holm. */
    readonly detectable: number;
    /** Seeds that both have. */
    readonly seeds: readonly number[];
  };
}

/** What a column's predictions say about its rows. */
export interface Comparison {
  readonly best: string;
  /** Test examples. */
  readonly examples: number;
  /** In the order given. */
  readonly rows: readonly ComparedRow[];
}

/**
 * Compares every row with the one of the best mean by approximate randomisation, seeds pooled, and
 * corrects by Holm. The test is over test examples, for the trained models at hand: it does not say
 * what other seeds would give, nor that tied rows are equal; `detectable` says what it could have seen.
 *
 * @returns null where no row has a score, or no value is better than another.
 * @throws {RangeError} If rows or seeds do not predict the same examples, each once.
 */
export function compareRows<P extends { readonly id: string }>(
  competitors: readonly Competitor<P>[],
  { score, direction, key, samples = 1000 }: CompareOptions<P>,
): Comparison | null {
  const ids = competitors.flatMap(({ seeds }) => [...seeds.values()])[0]?.map(({ id }) => id) ?? [];
  const rows = competitors.map(({ row, seeds }) => {
    const aligned = [...seeds].sort(([a], [b]) => a - b).flatMap(([seed, predictions]) => {
      const inOrder = align(predictions, ids, `${row}, seed ${seed}`);
      const value = score(inOrder);
      return value === null ? [] : [{ seed, predictions: inOrder, value }];
    });
    const mean = aligned.length === 0
      ? null
      : aligned.reduce((sum, { value }) => sum + value, 0) / aligned.length;
    return { row, mean, aligned };
  });
  const means = rows.map(({ mean }) => mean).filter((mean) => mean !== null);
  const top = bestOf({ direction }, means);
  const best = rows.find(({ mean }) => mean === top);
  if (top === undefined || best === undefined) return null;

  const tests = rows.map(({ row, aligned }) => {
    const own = new Map(aligned.map(({ seed, predictions }) => [seed, predictions]));
    const shared = best.aligned.filter(({ seed }) => own.has(seed));
    if (row === best.row || shared.length === 0) return null;
    const test = randomisePredictions(
      shared.map(({ predictions }) => predictions),
      shared.map(({ seed }) => own.get(seed)!),
      score,
      key,
      { samples },
    );
    return test && { ...test, seeds: shared.map(({ seed }) => seed) };
  });
  const adjusted = holm(tests.filter((test) => test !== null).map(({ p }) => p)).values();
  return {
    best: best.row,
    examples: ids.length,
    rows: rows.map(({ row, mean }, i) => {
      const test = tests[i];
      if (!test) return { row, mean, status: row === best.row ? "best" : "untested" };
      const { difference, p, standardError, seeds } = test;
      const after = adjusted.next().value!;
      const detectable = minimumDetectableDifference(standardError);
      return {
        row,
        mean,
        status: after < ALPHA ? "worse" : "tied",
        test: { difference, p, adjusted: after, detectable, seeds },
      };
    }),
  };
}

/** Predictions in the order of the ids. */
function align<P extends { readonly id: string }>(
  predictions: readonly P[],
  ids: readonly string[],
  whose: string,
): P[] {
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  const inOrder = ids.flatMap((id) => byId.get(id) ?? []);
  const counts = [predictions.length, byId.size, inOrder.length];
  if (counts.some((count) => count !== ids.length)) {
    throw new RangeError(
      `Cannot compare predictions of ${whose}: expected the ${ids.length} test examples of the ` +
        `other rows, each once, got ${counts[0]} predictions of ${counts[1]} examples, ` +
        `${counts[2]} of them expected`,
    );
  }
  return inOrder;
}

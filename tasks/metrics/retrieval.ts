/**
 * The metrics of retrieval: per query, then averaged, so that no more than one query's scores need
 * be in memory.
 *
 * @module
 */

/** Ranks at which a list of candidates is cut. */
export const CUTOFFS = [1, 5, 10] as const;

export type RetrievalMetric = "mrr" | `${"hit" | "recall" | "precision"}@${typeof CUTOFFS[number]}`;

/** The metrics of one query, or their expectation; recall is null where nothing is relevant. */
export type QueryMetrics = Readonly<Record<RetrievalMetric, number | null>>;

/**
 * What to do with a query that has no relevant candidate, so that its recall is undefined.
 *
 * `exclude`: leave it out of every mean, count it in `recall_undefined`.
 * `keep`: average it as the original does; recall is then null (the original's NaN).
 */
export type NothingRelevant = "exclude" | "keep";

/**
 * The candidates in descending order of score; of equal scores the later candidate comes first, as
 * in the original's `argsort(scores)[::-1]` where the sort is stable.
 *
 * @returns Indices of the candidates `[candidates]`.
 * @throws {RangeError} If a score is NaN.
 */
export function rankCandidates(scores: ArrayLike<number>): number[] {
  const order = Array.from(scores, (score, i) => {
    if (Number.isNaN(score)) throw new RangeError(`Cannot rank candidates: score ${i} is NaN`);
    return i;
  });
  return order.sort((a, b) => (scores[a]! < scores[b]! ? 1 : scores[a]! > scores[b]! ? -1 : b - a));
}

/**
 * Scores the ranking of one query's n candidates, of which r are relevant.
 *
 * `mrr` = 1 / (rank + 1), where rank is the 0-based position of the first relevant candidate, n if
 * there is none; `hit@k` = 1 if rank < k, else 0; with h relevant candidates among the first k,
 * `recall@k` = h / r and `precision@k` = h / k, also where there are fewer than k candidates.
 *
 * Source: `downstream_task/retrieval` of MedViLL (reference/spec.md section 5.2), which rounds mean
 * recall and precision to three decimals; nothing is rounded here.
 *
 * @param scores A score per candidate; its scale does not matter.
 * @param relevant 1 for a relevant candidate, else 0.
 * @throws {RangeError} If there is no candidate, the lengths differ or a score is NaN.
 */
export function queryMetrics(
  scores: ArrayLike<number>,
  relevant: ArrayLike<number>,
): QueryMetrics {
  if (scores.length === 0 || scores.length !== relevant.length) {
    throw new RangeError(
      `Cannot score a ranking: expected one score per candidate, got ${scores.length} for ` +
        `${relevant.length}`,
    );
  }
  const ranked = rankCandidates(scores).map((i) => relevant[i] === 1 ? 1 : 0);
  const found = (k: number) => ranked.slice(0, k).reduce<number>((sum, hit) => sum + hit, 0);
  const rank = ranked.indexOf(1);
  const all = found(ranked.length);
  return metricsAt(1 / ((rank < 0 ? ranked.length : rank) + 1), (k) => ({
    hit: found(k) > 0 ? 1 : 0,
    recall: all === 0 ? null : found(k) / all,
    precision: found(k) / k,
  }));
}

/** Names what is known at every cutoff. */
export function metricsAt(
  mrr: number,
  at: (k: number) => { hit: number; recall: number | null; precision: number },
): QueryMetrics {
  const metrics: Record<string, number | null> = { mrr };
  const cuts = CUTOFFS.map((k) => [k, at(k)] as const);
  for (const name of ["hit", "recall", "precision"] as const) {
    for (const [k, values] of cuts) metrics[`${name}@${k}`] = values[name];
  }
  return metrics as QueryMetrics;
}

/**
 * Means over queries; `recall_undefined` counts the queries without a relevant candidate.
 *
 * @param queries Taken one by one: a generator need not hold them all.
 * @returns null where undefined: there is no query that counts.
 */
export function retrievalMetrics(
  queries: Iterable<QueryMetrics>,
  nothingRelevant: NothingRelevant = "exclude",
): Record<string, number | null> {
  const names = Object.keys(metricsAt(0, () => ({ hit: 0, recall: 0, precision: 0 })));
  const sums: Record<string, number | null> = Object.fromEntries(names.map((name) => [name, 0]));
  let counted = 0;
  let without = 0;
  for (const query of queries) {
    if (query["recall@1"] === null) without++;
    if (query["recall@1"] === null && nothingRelevant === "exclude") continue;
    counted++;
    for (const name of names) sums[name] = plus(sums[name]!, query[name as RetrievalMetric]);
  }
  const mean = (sum: number | null) => sum === null || counted === 0 ? null : sum / counted;
  return {
    ...Object.fromEntries(names.map((name) => [name, mean(sums[name]!)])),
    recall_undefined: without,
  };
}

/** A sum that is null as soon as one addend is. */
function plus(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}

/**
 * The chance baseline of retrieval: candidates in a uniformly random order.
 *
 * @module
 */
import { metricsAt, type QueryMetrics } from "./retrieval.ts";

/**
 * What {@link queryMetrics} is on average over all orders of n candidates of which r are relevant.
 *
 * The first relevant one has rank i with probability C(n-1-i, r-1) / C(n, r), hence
 * E mrr = Σ_i C(n-1-i, r-1) / C(n, r) / (i + 1), which for r = 1 is (1 + 1/2 + … + 1/n) / n;
 * E hit@k = 1 - C(n-r, k) / C(n, k); E recall@k = k / n; E precision@k = (k r / n) / k, where k is
 * n in the numerators if there are fewer than k candidates.
 *
 * @param candidates n. @param relevant r.
 * @throws {RangeError} If n is not a positive integer or r is none from 0 to n.
 */
export function randomRanking(candidates: number, relevant: number): QueryMetrics {
  const n = candidates;
  const r = relevant;
  if (!Number.isInteger(n) || !Number.isInteger(r) || n < 1 || r < 0 || r > n) {
    throw new RangeError(
      `Cannot expect a ranking of ${n} candidates with ${r} relevant: expected integers, one ` +
        `candidate at least, and no more relevant ones than candidates`,
    );
  }
  // missed[i]: the probability that none of the first i is relevant.
  const missed = [1];
  for (let i = 0; i < n; i++) missed.push(missed[i]! * (n - r - i) / (n - i));
  let mrr = missed[n]! / (n + 1);
  for (let i = 0; i < n; i++) mrr += (missed[i]! - missed[i + 1]!) / (i + 1);
  return metricsAt(mrr, (k) => {
    const seen = Math.min(k, n);
    return {
      hit: 1 - missed[seen]!,
      recall: r === 0 ? null : seen / n,
      precision: seen * r / n / k,
    };
  });
}

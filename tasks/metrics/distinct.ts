/**
 * Distinct-n: how varied generated texts are.
 *
 * @module
 */
import type { Ngrams } from "./ngrams.ts";

/**
 * The number of different n-grams of all texts, as a share of all their n-grams.
 *
 * Falls as texts are added: values of different numbers of texts do not compare.
 *
 * Source: Li et al., NAACL 2016, who divide by the number of tokens; dividing by that of n-grams, as
 * is common since, lets every order reach 1.
 *
 * @param texts Counted together, so that their n-grams have the same numbers.
 * @param order 1 to 4.
 * @returns null where there is no n-gram.
 */
export function distinct(texts: readonly Ngrams[], order: 1 | 2 | 3 | 4): number | null {
  const seen = new Set<number>();
  let total = 0;
  for (const { counts } of texts) {
    for (const [ngram, count] of counts[order - 1]!) {
      seen.add(ngram);
      total += count;
    }
  }
  return total === 0 ? null : seen.size / total;
}

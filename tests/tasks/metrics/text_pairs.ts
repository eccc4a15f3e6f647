/**
 * Pairs of short texts for the tests of text metrics.
 *
 * @module
 */
import fc from "fast-check";
import type { Pair } from "../../../tasks/metrics/ngrams.ts";

/** Pairs of tokens from `[hypothesis, reference]`, split at blanks; "" has no token. */
export function tokenPairs(texts: readonly (readonly [string, string])[]): Pair<string[]>[] {
  const split = (text: string) => text === "" ? [] : text.split(" ");
  return texts.map(([hypothesis, reference]) => ({
    hypothesis: split(hypothesis),
    reference: split(reference),
  }));
}

/** Texts of up to eight of four words, so that n-grams repeat. */
export const tokens = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 });

/** Corpora of up to five pairs. */
export const corpora = fc.array(fc.record({ hypothesis: tokens, reference: tokens }), {
  maxLength: 5,
});

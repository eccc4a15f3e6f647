/**
 * N-grams: runs of up to four neighbouring tokens.
 *
 * @module
 */

/** The orders that are counted. */
export const ORDERS = [1, 2, 3, 4] as const;

/** A generated text and the text it should be. */
export interface Pair<Text> {
  readonly hypothesis: Text;
  readonly reference: Text;
}

/** The n-grams of a text. */
export interface Ngrams {
  /** Number of tokens. */
  readonly length: number;
  /** For each of {@linkcode ORDERS}, how often an n-gram occurs, by its number. */
  readonly counts: readonly ReadonlyMap<number, number>[];
}

/** More than there are different tokens. */
const SPAN = 2 ** 26;

/**
 * Counts the n-grams of texts; equal ones have one number in all of them. A text of fewer tokens
 * than an order has none of it.
 *
 * Numbers instead of joined tokens, and counted once for all metrics: this is what takes time.
 */
export function countNgrams(pairs: readonly Pair<readonly string[]>[]): Pair<Ngrams>[] {
  const known = ORDERS.map(() => new Map<string | number, number>());
  const numberOf = (order: number, key: string | number) => {
    const numbers = known[order - 1]!;
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) numbers.set(key, number);
    return number;
  };
  const count = (tokens: readonly string[]) => {
    const words = Int32Array.from(tokens, (token) => numberOf(1, token));
    let ngrams = words;
    const counts = ORDERS.map((order) => {
      if (order > 1) {
        const last = words.subarray(order - 1);
        ngrams = last.map((word, i) => numberOf(order, ngrams[i]! * SPAN + word));
      }
      return tally(ngrams);
    });
    return { length: tokens.length, counts };
  };
  return pairs.map(({ hypothesis, reference }) => ({
    hypothesis: count(hypothesis),
    reference: count(reference),
  }));
}

function tally(ngrams: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const ngram of ngrams) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  return counts;
}

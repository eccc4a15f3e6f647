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

/**
 * Counts the n-grams of texts; equal ones have one number in all of them. A text of fewer tokens
 * than an order has none of it.
 *
 * Numbers instead of joined tokens, and counted once for all metrics: this is what takes time.
 */
export function countNgrams(pairs: readonly Pair<readonly string[]>[]): Pair<Ngrams>[] {
  const known = new Map<string, number>();
  const words = (tokens: readonly string[]) =>
    Int32Array.from(tokens, (token) => numberOf(known, token));
  const texts = pairs.map(({ hypothesis, reference }) => ({
    hypothesis: words(hypothesis),
    reference: words(reference),
  }));
  // An n-gram is known by the number of all but its last token, and that token: one small integer.
  const longer = ORDERS.map(() => new Map<number, number>());
  const count = (words: Int32Array) => {
    let ngrams = words;
    const counts = ORDERS.map((order) => {
      if (order > 1) {
        const last = words.subarray(order - 1);
        ngrams = last.map((word, i) =>
          numberOf(longer[order - 1]!, ngrams[i]! * known.size + word)
        );
      }
      return tally(ngrams);
    });
    return { length: words.length, counts };
  };
  return texts.map(({ hypothesis, reference }) => ({
    hypothesis: count(hypothesis),
    reference: count(reference),
  }));
}

/** The number of a key, by the order of first appearance. */
function numberOf<K>(known: Map<K, number>, key: K): number {
  const number = known.get(key) ?? known.size;
  if (number === known.size) known.set(key, number);
  return number;
}

function tally(ngrams: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const ngram of ngrams) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  return counts;
}

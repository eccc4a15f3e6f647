/**
 * CIDEr-D: agreement in the n-grams that tell reports apart.
 *
 * @module
 */
import { type Ngrams, ORDERS, type Pair } from "./ngrams.ts";

const SIGMA = 6;

/**
 * CIDEr-D: the mean over reports and over n = 1..4 of
 *
 * 10 exp(-(l_h - l_r)² / 2σ²) Σ_g min(h_g, r_g) r_g / (‖h‖ ‖r‖)
 *
 * over the n-grams g, where h_g and r_g count g in hypothesis and reference times its weight
 * ln(reports / references with g) (an n-gram of no reference weighs as one of one reference), l_h
 * and l_r are the lengths in tokens, and σ = 6. An order without a weighted n-gram on both sides
 * scores 0, so that 10 needs four tokens at least and nothing that every reference has.
 *
 * The weights come from the references given: values of different test sets do not compare.
 *
 * Source: Vedantam et al., CVPR 2015; coco-caption's `cider_scorer.py` with one reference.
 *
 * @returns null where no hypothesis could score: no n-gram of a reference has a weight (there is one
 *   reference only, or all are equal).
 */
export function ciderD(pairs: readonly Pair<Ngrams>[]): number | null {
  const scores = ORDERS.map((order) => cosines(pairs, order)).filter((values) => values !== null)
    .map((values) => values.reduce((sum, value) => sum + value, 0));
  if (scores.length === 0) return null;
  return 10 * scores.reduce((sum, value) => sum + value, 0) / (ORDERS.length * pairs.length);
}

/** What every report contributes to {@linkcode ciderD}, which is their mean; null where that is. */
export function ciderDScores(pairs: readonly Pair<Ngrams>[]): (number | null)[] {
  const orders = ORDERS.map((order) => cosines(pairs, order)).filter((values) => values !== null);
  return pairs.map((_, i) => {
    if (orders.length === 0) return null;
    return 10 * orders.reduce((sum, values) => sum + values[i]!, 0) / ORDERS.length;
  });
}

/** One order's penalised cosine of every report; null where no reference has a weight. */
function cosines(pairs: readonly Pair<Ngrams>[], order: number): number[] | null {
  const weightOf = weights(pairs.map(({ reference }) => reference.counts[order - 1]!));
  const norm = (counts: Counts) => {
    let sum = 0;
    for (const [ngram, count] of counts) sum += (count * weightOf(ngram)) ** 2;
    return Math.sqrt(sum);
  };
  let weighted = false;
  const values = pairs.map(({ hypothesis, reference }) => {
    const expected = reference.counts[order - 1]!;
    const expectedNorm = norm(expected);
    if (expectedNorm === 0) return 0;
    weighted = true;
    const counts = hypothesis.counts[order - 1]!;
    let dot = 0;
    for (const [ngram, count] of counts) {
      const wanted = expected.get(ngram) ?? 0;
      dot += Math.min(count, wanted) * wanted * weightOf(ngram) ** 2;
    }
    if (dot === 0) return 0;
    const penalty = Math.exp(-((hypothesis.length - reference.length) ** 2) / (2 * SIGMA ** 2));
    return penalty * dot / (norm(counts) * expectedNorm);
  });
  return weighted ? values : null;
}

type Counts = ReadonlyMap<number, number>;

/** ln(references / references with an n-gram). */
function weights(references: readonly Counts[]): (ngram: number) => number {
  const documents = new Map<number, number>();
  for (const reference of references) {
    for (const ngram of reference.keys()) documents.set(ngram, (documents.get(ngram) ?? 0) + 1);
  }
  const logs = new Map<number, number>();
  for (const [ngram, count] of documents) logs.set(ngram, Math.log(references.length / count));
  const unseen = Math.log(references.length);
  return (ngram) => logs.get(ngram) ?? unseen;
}

/**
 * BLEU of a corpus with one reference per hypothesis, in two forms.
 *
 * @module
 */
import { type Ngrams, ORDERS, type Pair } from "./ngrams.ts";
import { type Sums, totals } from "./sums.ts";

/** BLEU-1..4. */
export type Bleu = [number | null, number | null, number | null, number | null];

/**
 * BLEU-n = BP exp(Σ_(k≤n) ln(p_k) / n), where p_k is the share of the hypotheses' k-grams that occur
 * in their references, each at most as often as there, and BP = min(1, exp(1 - r / h)) of the
 * references' and the hypotheses' tokens r and h; 0 where a p_k is 0, without smoothing.
 *
 * Source: Papineni et al., ACL 2002.
 *
 * @returns null where no hypothesis could score: no reference has an n-gram of that order.
 */
export function bleu(pairs: readonly Pair<Ngrams>[]): Bleu {
  return ofCounts(totals(pairs.map((pair) => countMatches(pair, 0))));
}

/** {@linkcode bleu} as a function of sums over the pairs. */
export function bleuSums(pairs: readonly Pair<Ngrams>[], names: readonly string[]): Sums {
  return { names, addends: pairs.map((pair) => countMatches(pair, 0)), values: ofCounts };
}

function ofCounts(counts: Float64Array): Bleu {
  const { orders, penalty } = matchesOf(counts);
  const logs = orders.map(({ matches, total }) => matches === 0 ? -Infinity : log(matches, total));
  return ORDERS.map((n) => {
    if (orders[n - 1]!.possible === 0) return null;
    return penalty * Math.exp(logs.slice(0, n).reduce((sum, value) => sum + value, 0) / n);
  }) as Bleu;
}

/** Those of BLEU-3 do not sum to 1. */
const NLTK_WEIGHTS = [[1], [0.5, 0.5], [0.33, 0.33, 0.33], [0.25, 0.25, 0.25, 0.25]];
/** Python's `sys.float_info.min`. */
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * BLEU as the original computes it, by nltk 3.8's `corpus_bleu` without a smoothing function.
 *
 * Differs from {@linkcode bleu}: a hypothesis too short for an order counts one n-gram there, hence
 * short texts equal to their references score below 1; a p_k of 0 is taken as 2^-1022, but all is 0
 * without a common token; BLEU-3 weighs the orders with 0.33.
 *
 * Source: `bleu.py:180-224` of MedViLL (reference/spec.md section 5.6), which splits the texts at
 * single blanks, so that a run of them holds empty tokens.
 *
 * @returns null without pairs.
 */
export function bleuNltk(pairs: readonly Pair<Ngrams>[]): Bleu {
  if (pairs.length === 0) return [null, null, null, null];
  return ofNltkCounts(totals(pairs.map((pair) => countMatches(pair, 1))));
}

/** {@linkcode bleuNltk} as a function of sums over the pairs. */
export function bleuNltkSums(pairs: readonly Pair<Ngrams>[], names: readonly string[]): Sums {
  return { names, addends: pairs.map((pair) => countMatches(pair, 1)), values: ofNltkCounts };
}

function ofNltkCounts(counts: Float64Array): Bleu {
  const { orders, penalty } = matchesOf(counts);
  if (orders[0]!.matches === 0) return [0, 0, 0, 0];
  const logs = orders.map(({ matches, total }) =>
    matches === 0 ? Math.log(SMALLEST_NORMAL) : log(matches, total)
  );
  return NLTK_WEIGHTS.map((weights) =>
    penalty * Math.exp(weights.reduce((sum, weight, k) => sum + weight * logs[k]!, 0))
  ) as Bleu;
}

function log(matches: number, total: number): number {
  return Math.log(matches / total);
}

/**
 * What both forms count in a pair: tokens of reference and hypothesis, then of every order the n-grams
 * that both share, those of the hypothesis and those of the reference.
 *
 * @param least What a hypothesis counts at least to the total of an order.
 */
function countMatches({ hypothesis, reference }: Pair<Ngrams>, least: number): number[] {
  const counts = [reference.length, hypothesis.length];
  for (const order of ORDERS) {
    const available = reference.counts[order - 1]!;
    let matches = 0;
    for (const [ngram, count] of hypothesis.counts[order - 1]!) {
      matches += Math.min(count, available.get(ngram) ?? 0);
    }
    const all = (length: number) => Math.max(0, length - order + 1);
    counts.push(matches, Math.max(least, all(hypothesis.length)), all(reference.length));
  }
  return counts;
}

/** Names sums of {@linkcode countMatches}. */
function matchesOf(counts: Float64Array) {
  const [references = 0, hypotheses = 0] = counts;
  const orders = ORDERS.map((n) => {
    const [matches, total, possible] = counts.subarray(3 * n - 1, 3 * n + 2);
    return { matches: matches ?? 0, total: total ?? 0, possible: possible ?? 0 };
  });
  return { orders, penalty: Math.min(1, Math.exp(1 - references / hypotheses)) };
}

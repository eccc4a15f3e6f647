/**
 * ROUGE-L: the longest common subsequence of hypothesis and reference.
 *
 * @module
 */
import type { Pair } from "./ngrams.ts";

/** How much more recall counts than precision. */
const BETA = 1.2;

/**
 * The mean over reports of F = (1 + β²) P R / (R + β² P), β = 1.2, where P and R are the shares of
 * the hypothesis and of the reference that are in their longest common subsequence of tokens.
 *
 * The sentence-level form: a report is one sequence, whatever its sentences. Two empty texts score 1,
 * one empty text 0.
 *
 * Source: Lin, ACL 2004; coco-caption's `rouge.py`, which fixes β.
 *
 * @returns null without pairs.
 */
export function rougeL(pairs: readonly Pair<readonly string[]>[]): number | null {
  if (pairs.length === 0) return null;
  return pairs.reduce((sum, pair) => sum + rougeLScore(pair), 0) / pairs.length;
}

/** F of one report. */
export function rougeLScore({ hypothesis, reference }: Pair<readonly string[]>): number {
  if (hypothesis.length + reference.length === 0) return 1;
  const common = commonTokens(hypothesis, reference);
  if (common === 0) return 0;
  const precision = common / hypothesis.length;
  const recall = common / reference.length;
  return (1 + BETA ** 2) * precision * recall / (recall + BETA ** 2 * precision);
}

/** Length of the longest common subsequence. */
function commonTokens(a: readonly string[], b: readonly string[]): number {
  // best[j]: of the tokens of a so far and the first j of b.
  const best = new Uint32Array(b.length + 1);
  for (const token of a) {
    let diagonal = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = best[j]!;
      best[j] = token === b[j - 1] ? diagonal + 1 : Math.max(above, best[j - 1]!);
      diagonal = above;
    }
  }
  return best[b.length]!;
}

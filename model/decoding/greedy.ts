/**
 * Greedy decoding: the best token, fed back, until the text ends.
 *
 * @module
 */
import type { Scores, Steps } from "./steps.ts";

/**
 * Decodes with one beam per report.
 *
 * @param ends Tokens that end a text and are no part of it.
 * @returns The tokens of each report, at most `maxTokens`.
 */
export async function greedySearch(
  steps: Steps,
  ends: ReadonlySet<number>,
): Promise<number[][]> {
  const texts = Array.from({ length: steps.reports }, (): number[] => []);
  const open = new Set(texts.keys());
  let tokens: number[] | undefined;
  for (let step = 0; step < steps.maxTokens && open.size > 0; step++) {
    tokens = bestTokens(await steps.next(tokens));
    for (const report of open) {
      const token = tokens[report]!;
      if (ends.has(token)) open.delete(report);
      else texts[report]!.push(token);
    }
  }
  return texts;
}

/** The token of the highest score of each row, of equals the lowest. */
function bestTokens({ logits, total, vocabulary }: Scores): number[] {
  return Array.from(total, (_, row) => {
    const scores = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
    let best = 0;
    for (let token = 1; token < vocabulary; token++) {
      if (scores[token]! > scores[best]!) best = token;
    }
    return best;
  });
}

/** A text up to the first token that ends it. */
export function cutText(tokens: readonly number[], ends: ReadonlySet<number>): number[] {
  const end = tokens.findIndex((token) => ends.has(token));
  return end < 0 ? [...tokens] : tokens.slice(0, end);
}

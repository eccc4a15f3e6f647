/**
 * Perplexity of a text under a model.
 *
 * @module
 */

/**
 * `exp(-mean(log p))` over a text's tokens; null without tokens.
 *
 * The original averages the perplexities of its reports arithmetically.
 */
export function perplexity(logProbs: readonly number[]): number | null {
  if (logProbs.length === 0) return null;
  return Math.exp(-logProbs.reduce((sum, value) => sum + value, 0) / logProbs.length);
}

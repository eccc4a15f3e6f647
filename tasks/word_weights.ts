/**
 * How much each word counts in a loss over words.
 *
 * A report has few words that only the image tells, "right" or "left" say, among many that follow
 * from others: a short training does not learn them, unless they count more.
 *
 * @module
 */
import { z } from "zod";
import type { Tokenizer } from "../model/tokenizer.ts";

/** The field of a spec. */
export const wordWeightsField = z.record(z.string().min(1), z.number().gt(0).lte(1000)).optional()
  .describe("By word, how many times it counts in the loss; words that are not named count once");

/** Weights by word; words that are not named weigh 1. */
export type WordWeights = Readonly<Record<string, number>>;

/**
 * The weights of a vocabulary's ids.
 *
 * @throws {RangeError} if a word is not exactly one token of the vocabulary, or is named twice.
 */
export function idWeights(weights: WordWeights, tokenizer: Tokenizer): (id: number) => number {
  const byId = new Map<number, number>();
  for (const [word, weight] of Object.entries(weights)) {
    const id = idOf(word, tokenizer);
    // The order of a spec's fields is not in the keys of its stages.
    if (byId.has(id)) {
      const token = tokenizer.vocabulary[id]!;
      throw new RangeError(`Cannot weigh "${word}" by wordWeights: "${token}" is named twice`);
    }
    byId.set(id, weight);
  }
  return (id) => byId.get(id) ?? 1;
}

function idOf(word: string, tokenizer: Tokenizer): number {
  const specials = new Set(Object.values(tokenizer.special));
  const ids = [...tokenizer.encode(word)];
  const isKnown = ids.length > 0 && ids.every((id) => !specials.has(id));
  if (isKnown && ids.length === 1) return ids[0]!;
  const why = isKnown
    ? `the vocabulary has it in pieces, ${tokenizer.tokenize(word).join(" ")}`
    : "it is no word of the vocabulary";
  throw new RangeError(
    `Cannot weigh "${word}" by wordWeights: ${why}; name words that are one token`,
  );
}

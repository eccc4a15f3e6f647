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
 * @throws {RangeError} if a word is not exactly one token of the vocabulary.
 */
export function idWeights(weights: WordWeights, tokenizer: Tokenizer): (id: number) => number {
  const byId = new Map(
    Object.entries(weights).map(([word, weight]) => {
      const ids = tokenizer.encode(word);
      if (ids.length !== 1 || ids[0] === tokenizer.special.unk) {
        const seen = tokenizer.tokenize(word).join(" ") || "nothing";
        throw new RangeError(
          `Cannot weigh the word "${word}": it is ${seen} in the vocabulary, name one of its tokens`,
        );
      }
      return [ids[0]!, weight];
    }),
  );
  return (id) => byId.get(id) ?? 1;
}

/**
 * Masked language modelling: which tokens are hidden, and what is to be predicted.
 *
 * @module
 */
import type { Stream } from "../../model/random.ts";

/** Label of a position that is not predicted. */
export const NOT_PREDICTED = -100;

export interface MaskingOptions {
  /** Random replacements are drawn from ids 0..vocabularySize-1, special tokens included. */
  vocabularySize: number;
  maskId: number;
  /**
   * Probability that a token is predicted.
   * @default 0.15
   */
  rate?: number;
}

/** A masked text; both arrays have the text's length. */
export interface MaskedText {
  readonly ids: Int32Array;
  /** The original id where a token is predicted, else {@linkcode NOT_PREDICTED}. */
  readonly labels: Int32Array;
}

/**
 * Masks the tokens of one text (without [CLS] and [SEP]).
 *
 * Every token is predicted with probability `rate`. Of those, 80 % become [MASK], 10 % a random id
 * (which may be special or the original), 10 % stay. If none was chosen, the first token becomes
 * [MASK], so that every text but an empty one has something to predict.
 *
 * Source: `data/dataset_origin.py:144-168` of MedViLL (reference/spec.md section 3.1); the original
 * fails on an empty text.
 *
 * @param stream The randomness of this example and step; one draw per token, one more where a
 *   token is replaced at random.
 */
export function maskTokens(
  ids: ArrayLike<number>,
  { vocabularySize, maskId, rate = 0.15 }: MaskingOptions,
  stream: Stream,
): MaskedText {
  const masked = Int32Array.from(ids);
  const labels = new Int32Array(ids.length).fill(NOT_PREDICTED);
  let predicted = 0;
  for (let i = 0; i < masked.length; i++) {
    const share = stream.uniform() / rate;
    if (share >= 1) continue;
    labels[i] = masked[i]!;
    predicted++;
    if (share < 0.8) masked[i] = maskId;
    else if (share < 0.9) masked[i] = stream.int(vocabularySize);
  }
  if (predicted === 0 && masked.length > 0) {
    labels[0] = masked[0]!;
    masked[0] = maskId;
  }
  return { ids: masked, labels };
}

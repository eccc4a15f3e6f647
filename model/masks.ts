/**
 * Self-attention masks: `mask[q * tokens + k]` is 1 where row q may attend column k.
 *
 * A sequence is `[CLS] image×n [SEP]` (the image block) and `text×T [SEP] [PAD]×(L-T)` (the text
 * block); `noncross` puts a second [CLS] in front of the text.
 *
 * Source: reference specification, section 2.
 *
 * @module
 */

/** How a pre-training attends. `mixed` draws `bi` or `s2s` per example, see {@link mixedRule}. */
export type MaskVariant = "bar" | "mixed" | "bi" | "s2s" | "noncross";

/** A variant that fixes the mask of an example. */
export type MaskRule = Exclude<MaskVariant, "mixed">;

/** Lengths of one sequence. */
export interface SequenceLengths {
  /** Image tokens (n). */
  readonly imageTokens: number;
  /** Longest text without its [SEP] (L). */
  readonly textTokens: number;
  /** Text tokens of this example without its [SEP] (T), at most L. */
  readonly realText: number;
}

/** Probability of `bi` under `mixed`; the rest is `s2s`. */
export const BIDIRECTIONAL_SHARE = 0.25;

/** The rule of one example of `mixed`, from a uniform `draw` in [0, 1). */
export function mixedRule(draw: number, bidirectional: number = BIDIRECTIONAL_SHARE): MaskRule {
  return draw < bidirectional ? "bi" : "s2s";
}

/** Tokens of a sequence under a rule: n + L + 3, and one more for the second [CLS] of `noncross`. */
export function sequenceTokens(
  rule: MaskVariant,
  { imageTokens, textTokens }: Omit<SequenceLengths, "realText">,
): number {
  return imageTokens + textTokens + (rule === "noncross" ? 4 : 3);
}

/**
 * Whether rows that are not pads see pads, so that {@link attentionMask}'s `seePads` changes what a
 * variant learns. Under the others pads are seen by pads alone, whose states nothing reads.
 */
export function seesPads(variant: MaskVariant): boolean {
  return variant === "bar" || variant === "noncross";
}

/**
 * The mask of pre-training.
 *
 * - `bi`: every row sees the image block and the text, no row sees a pad.
 * - `s2s`: image rows see the image block; text rows see it and the text up to themselves.
 * - `bar`: as `s2s`, but image rows see everything, pads too.
 * - `noncross`: image rows see the image block, text rows the text block, pads too.
 *
 * @param seePads Whether pads are seen as said above, as in the original; else no row sees a pad.
 * @returns `[tokens, tokens]`, see {@link sequenceTokens}.
 * @throws {RangeError} if the text is longer than L.
 */
export function attentionMask(
  rule: MaskRule,
  lengths: SequenceLengths,
  seePads: boolean = true,
): Uint8Array {
  const { text, tokens } = blocks(rule, lengths);
  const mask = maskOf(rule, lengths);
  if (!seePads) {
    for (let end = tokens; end <= mask.length; end += tokens) {
      mask.fill(0, end - tokens + text, end);
    }
  }
  return mask;
}

function maskOf(rule: MaskRule, lengths: SequenceLengths): Uint8Array {
  const { image, text, tokens } = blocks(rule, lengths);
  switch (rule) {
    case "bi":
      return fill(tokens, (_q, k) => k < text);
    case "s2s":
      return fill(tokens, (q, k) => k < image || k <= q);
    case "bar":
      return fill(tokens, (q, k) => k < image || q < image || k <= q);
    case "noncross":
      return blockMask(image, tokens - image);
  }
}

/**
 * The mask of fine-tuning for report generation and VQA: as in pre-training, but text rows are
 * causal only up to the last [SEP]; a pad row of `s2s` and `bar` sees the image block alone.
 *
 * @returns `[n + L + 3, n + L + 3]`.
 * @throws {RangeError} if the text is longer than L.
 */
export function finetuningMask(
  rule: Exclude<MaskRule, "noncross">,
  lengths: SequenceLengths,
): Uint8Array {
  const { image, text, tokens } = blocks(rule, lengths);
  const mask = attentionMask(rule, lengths);
  if (rule === "bi") return mask;
  for (let q = text; q < tokens; q++) mask.fill(0, q * tokens + image, (q + 1) * tokens);
  return mask;
}

/** Two blocks of rows, each of which sees itself alone: `[first + second, first + second]`. */
export function blockMask(first: number, second: number): Uint8Array {
  return fill(first + second, (q, k) => q < first === k < first);
}

/** One row for all queries of classification and retrieval: `real` ones, then zeros: `[tokens]`. */
export function paddingMask(real: number, tokens: number): Uint8Array {
  return new Uint8Array(tokens).fill(1, 0, real);
}

/** Where the image block ends, where the text's last [SEP] ends, and the length. */
function blocks(rule: MaskRule, lengths: SequenceLengths) {
  const { imageTokens, textTokens, realText } = lengths;
  if (realText > textTokens) {
    throw new RangeError(
      `Cannot mask a text of ${realText} tokens: at most ${textTokens} fit, cut it first`,
    );
  }
  const image = imageTokens + 2;
  const text = image + (rule === "noncross" ? 1 : 0) + realText + 1;
  return { image, text, tokens: sequenceTokens(rule, lengths) };
}

function fill(tokens: number, sees: (q: number, k: number) => boolean): Uint8Array {
  const mask = new Uint8Array(tokens * tokens);
  for (let q = 0; q < tokens; q++) {
    for (let k = 0; k < tokens; k++) mask[q * tokens + k] = sees(q, k) ? 1 : 0;
  }
  return mask;
}

/**
 * An image and its report as one sequence in which a word sees the image and the words before it:
 * the input of report generation.
 *
 * @module
 */
import type { ModelConfig } from "../model/config.ts";
import type { Encoded } from "../model/encoder.ts";
import { type HostTensors, int32, type Randomness, type Tensors } from "../model/engine/engine.ts";
import { type Layout, tokenPositions, tokenTypes } from "../model/layout.ts";
import { finetuningMask } from "../model/masks.ts";
import type { SpecialIds } from "../model/tokenizer.ts";
import { encodeFeed } from "./encode_feed.ts";
import { type ImageSource, wholeMap } from "./images.ts";
import type { Study } from "./studies.ts";

/** What sequences are made with. */
export interface SequenceOptions {
  readonly model: ModelConfig;
  readonly layout: Layout;
  readonly images: ImageSource;
  readonly special: SpecialIds;
  /** `bar`: image rows see the text, too. */
  readonly mask: "s2s" | "bar";
}

/** Images with reports, as the network takes them. */
export interface ReportSequences {
  /** Tokens of a sequence (S). */
  readonly tokens: number;
  /** Image tokens (n); they stand behind the [CLS]. */
  readonly imageTokens: number;
  /** Place of a report's first token. */
  readonly textStart: number;
  /**
   * Inputs of a batch of B sequences: ids `[B, S - n]`, types `[B, S]`, positions `[S]`, mask
   * `[B, S, S]`, and the images'.
   *
   * @param texts One per study with its [SEP], at most `textTokens + 1` long.
   */
  feed(studies: readonly Study[], texts: readonly ArrayLike<number>[]): HostTensors;
  /** What the encoder makes of a batch, and new running statistics of the trunk. */
  encode(params: Tensors, feed: Tensors, random?: Randomness): Encoded & { updates: Tensors };
}

/** Makes sequences of whole feature maps and reports. */
export function reportSequences(
  { model, layout, images, special, mask: rule }: SequenceOptions,
): ReportSequences {
  const pixels = wholeMap(model);
  const textBlock = model.textTokens + 1;
  const parts = { pixels, textBlock };
  const textStart = pixels.length + 2;
  const tokens = textStart + textBlock;
  const words = 2 + textBlock;
  return {
    tokens,
    imageTokens: pixels.length,
    textStart,

    feed(studies, texts) {
      const batch = studies.length;
      const ids = new Int32Array(batch * words).fill(special.pad);
      const types = new Int32Array(batch * tokens);
      const mask = new Int32Array(batch * tokens * tokens);
      texts.forEach((text, b) => {
        ids.set([special.cls, special.sep, ...Array.from(text)], b * words);
        types.set(tokenTypes(layout, parts, text.length), b * tokens);
        const lengths = {
          imageTokens: pixels.length,
          textTokens: model.textTokens,
          realText: text.length - 1,
        };
        mask.set(finetuningMask(rule, lengths), b * tokens * tokens);
      });
      return {
        ids: int32(ids, [batch, words]),
        types: int32(types, [batch, tokens]),
        positions: int32(tokenPositions(layout, parts), [tokens]),
        mask: int32(mask, [batch, tokens, tokens]),
        ...images.feed(studies, pixels),
      };
    },

    encode: (params, feed, random) => encodeFeed(params, feed, { model, layout, images }, random),
  };
}

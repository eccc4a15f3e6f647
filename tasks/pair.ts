/**
 * An image beside a text in which every token sees every other but pads: the input of
 * classification, retrieval and visual question answering.
 *
 * @module
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { ModelConfig } from "../model/config.ts";
import { type HostTensors, int32, type Randomness, type Tensors } from "../model/engine/engine.ts";
import { type Layout, tokenPositions, tokenTypes } from "../model/layout.ts";
import { paddingMask } from "../model/masks.ts";
import type { SpecialIds } from "../model/tokenizer.ts";
import { encodeFeed } from "./encode_feed.ts";
import { type ImageSource, wholeMap } from "./images.ts";
import type { Study } from "./studies.ts";

/** What pairs are made with. */
export interface PairOptions {
  readonly model: ModelConfig;
  readonly layout: Layout;
  readonly images: ImageSource;
  readonly special: SpecialIds;
  /** Longest text without its [SEP]; undefined where the image stands alone. */
  readonly textTokens?: number;
}

/** Images with texts, as the network takes them. */
export interface Pairs {
  /** Index of the first [SEP], which ends the image block. */
  readonly separator: number;
  /**
   * Inputs of a batch of B pairs, S tokens each: ids `[B, S - n]`, types `[B, S]`, positions `[S]`,
   * mask `[B, 1, S]`, and the images'.
   *
   * @param texts One per study, at most `textTokens` long.
   */
  feed(studies: readonly Study[], texts: readonly ArrayLike<number>[]): HostTensors;
  /** Hidden states `[B, S, hidden]`, and new running statistics of the trunk. */
  encode(
    params: Tensors,
    feed: Tensors,
    random?: Randomness,
  ): { hidden: Tensor; updates: Tensors };
}

/** Makes pairs of whole feature maps and texts. */
export function pairs({ model, layout, images, special, textTokens }: PairOptions): Pairs {
  const pixels = wholeMap(model);
  const textBlock = textTokens === undefined ? 0 : textTokens + 1;
  const parts = { pixels, textBlock };
  const words = 2 + textBlock;
  const tokens = pixels.length + words;
  return {
    separator: pixels.length + 1,

    feed(studies, texts) {
      const batch = studies.length;
      const ids = new Int32Array(batch * words).fill(special.pad);
      const types = new Int32Array(batch * tokens);
      const mask = new Int32Array(batch * tokens);
      texts.forEach((own, b) => {
        const text = textBlock === 0 ? [] : [...Array.from(own), special.sep];
        ids.set([special.cls, special.sep, ...text], b * words);
        types.set(tokenTypes(layout, parts, text.length), b * tokens);
        mask.set(paddingMask(pixels.length + 2 + text.length, tokens), b * tokens);
      });
      return {
        ids: int32(ids, [batch, words]),
        types: int32(types, [batch, tokens]),
        positions: int32(tokenPositions(layout, parts), [tokens]),
        mask: int32(mask, [batch, 1, tokens]),
        ...images.feed(studies, pixels),
      };
    },

    encode: (params, feed, random) => encodeFeed(params, feed, { model, layout, images }, random),
  };
}

/**
 * The encoder over a batch as every task feeds it.
 *
 * @module
 */
import type { ModelConfig } from "../model/config.ts";
import { encode, type Encoded } from "../model/encoder.ts";
import type { Randomness, Tensors } from "../model/engine/engine.ts";
import type { Layout } from "../model/layout.ts";
import type { ImageSource } from "./images.ts";

/** What the encoder is run with. */
export interface FeedOptions {
  readonly model: ModelConfig;
  readonly layout: Layout;
  readonly images: ImageSource;
}

/**
 * What the encoder makes of a batch, and new running statistics of the trunk.
 *
 * @param feed `ids`, `positions`, `types`, `mask`, and the images'.
 */
export function encodeFeed(
  params: Tensors,
  feed: Tensors,
  { model, layout, images }: FeedOptions,
  random?: Randomness,
): Encoded & { updates: Tensors } {
  const { tokens: features, updates } = images.tokens(params, feed);
  const inputs = {
    ids: feed.ids!,
    features,
    positions: feed.positions!,
    types: feed.types!,
    mask: feed.mask!,
  };
  return { ...encode(params, inputs, model, layout, random), updates };
}

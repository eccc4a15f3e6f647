/**
 * Teacher forcing: every token predicted from the gold tokens before it, all in one pass.
 *
 * The text is followed by a [MASK] for each of its places, which sees the image block, the tokens in
 * front of its place and itself: the same scores as step by step.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { encode } from "../encoder.ts";
import { type HostTensors, int32, type Tensors } from "../engine/engine.ts";
import { wordLogits } from "../heads.ts";
import { tokenPositions } from "../layout.ts";
import { crossEntropies } from "../losses.ts";
import type { DecodingNetwork } from "./network.ts";
import { stepPositions, type TextPositions } from "./positions.ts";

/**
 * Scores of the tokens 0 to T - 1 of R reports: `[R, T, vocabulary]`.
 *
 * @param feed `gold`: int32 `[R, T]`, and what `network.features` reads.
 */
export function teacherForcedLogits(
  network: DecodingNetwork,
  positions: TextPositions,
  params: Tensors,
  feed: Tensors,
): Tensor {
  const { model, layout, special, pixels } = network;
  const [reports, count] = feed.gold!.shape as [number, number];
  const fed = count - 1;
  const row = (ids: number[]) =>
    tf.tile(tf.tensor2d([ids], [1, ids.length], "int32"), [reports, 1]);
  const image = tokenPositions(layout, { pixels, textBlock: 0 });
  const text = Array.from({ length: count }, (_, step) => stepPositions(positions, step));
  const places = [...image, ...text.slice(1).map(([fed]) => fed), ...text.map(([, mask]) => mask)];
  const types = places.map((_, i) => i < image.length ? 0 : 1);
  const mask = teacherMask(image.length, count);
  const { hidden } = encode(
    params,
    {
      ids: tf.concat([
        row([special.cls, special.sep]),
        tf.slice(feed.gold!, [0, 0], [reports, fed]),
        row(Array<number>(count).fill(special.mask)),
      ], 1),
      features: network.features(params, feed),
      positions: tf.tensor1d(places, "int32"),
      types: tf.tensor2d([types], [1, types.length], "int32"),
      mask: tf.tensor3d(mask, [1, places.length, places.length], "int32"),
    },
    model,
    layout,
  );
  const size = hidden.shape[2]!;
  return wordLogits(params, tf.slice(hidden, [0, image.length + fed, 0], [reports, count, size]));
}

/**
 * What a pass says of the gold tokens.
 *
 * @returns `best`: int32 `[R, T]`, the best token of each place; `logProbs`: `[R, T]`, of the gold
 * tokens.
 */
export function teacherForced(
  network: DecodingNetwork,
  positions: TextPositions,
  params: Tensors,
  feed: Tensors,
): Tensors {
  const logits = teacherForcedLogits(network, positions, params, feed);
  const flat = tf.reshape(logits, [-1, logits.shape[2]!]);
  const losses = crossEntropies(flat, tf.reshape(feed.gold!, [-1]));
  return {
    best: tf.argMax(logits, 2),
    logProbs: tf.reshape(tf.neg(losses), feed.gold!.shape),
  };
}

/** Gold texts, cut or filled up with pads: int32 `[R, tokens]`. */
export function goldFeed(
  texts: readonly (readonly number[])[],
  tokens: number,
  pad: number,
): HostTensors {
  const gold = new Int32Array(texts.length * tokens).fill(pad);
  texts.forEach((text, report) => gold.set(text.slice(0, tokens), report * tokens));
  return { gold: int32(gold, [texts.length, tokens]) };
}

/** `[S, S]` for an image block, T - 1 tokens and T times [MASK]. */
function teacherMask(image: number, count: number): Int32Array {
  const masks = image + count - 1;
  const size = masks + count;
  const mask = new Int32Array(size * size);
  for (let row = 0; row < size; row++) {
    const seen = row < image ? image : row < masks ? row + 1 : image + row - masks;
    mask.fill(1, row * size, row * size + seen);
    mask[row * size + row] = 1;
  }
  return mask;
}

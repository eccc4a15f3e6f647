/**
 * The two programs of cached decoding: the image block once, then one text token per step.
 *
 * Under the decoder's mask the image block sees itself alone and a text token sees the image block
 * and the text up to itself. So keys and values of what is done never change: a step computes those
 * of the last token, and the scores of a [MASK] that stands behind it and is then forgotten.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { embedText } from "../embeddings.ts";
import {
  attentionBias,
  encode,
  type EncoderConfig,
  finishLayer,
  joinHeads,
  layerName,
  scaledQuery,
  splitHeads,
} from "../encoder.ts";
import type { Tensors } from "../engine/engine.ts";
import { wordLogits } from "../heads.ts";
import { type Layout, tokenPositions } from "../layout.ts";
import type { SpecialIds } from "../tokenizer.ts";

/** What both programs know of a network and its inputs. */
export interface DecodingNetwork {
  readonly model: EncoderConfig;
  readonly layout: Layout;
  readonly special: Pick<SpecialIds, "cls" | "sep" | "mask" | "pad">;
  /** Flat indices of the image tokens in the trunk's feature map. */
  readonly pixels: ArrayLike<number>;
  /** Image tokens `[R, n, featureChannels]` of a feed. */
  features(params: Tensors, feed: Tensors): Tensor;
}

/**
 * Encodes the image blocks of R reports.
 *
 * @param feed What {@link DecodingNetwork.features} reads.
 * @returns `key.<layer>` and `value.<layer>`: `[R, heads, n + 2, d]`.
 */
export function encodeImageBlock(
  network: DecodingNetwork,
  params: Tensors,
  feed: Tensors,
): Tensors {
  const { model, layout, special, pixels } = network;
  const features = network.features(params, feed);
  const reports = features.shape[0]!;
  const tokens = pixels.length + 2;
  const { states } = encode(
    params,
    {
      ids: tf.tile(tf.tensor2d([[special.cls, special.sep]], [1, 2], "int32"), [reports, 1]),
      features,
      positions: tf.tensor1d(tokenPositions(layout, { pixels, textBlock: 0 }), "int32"),
      types: tf.zeros([1, tokens], "int32"),
      mask: tf.ones([1, 1, tokens], "int32"),
    },
    model,
    layout,
  );
  const outputs: Tensors = {};
  for (let index = 0; index < model.layers; index++) {
    for (const part of ["key", "value"] as const) {
      const input = states[index]!;
      outputs[`${part}.${index}`] = splitHeads(params, layerName(index), part, input, model.heads);
    }
  }
  return outputs;
}

/**
 * One step of R reports with K beams each.
 *
 * The beams of a report stand in one sequence of K pairs (last token, [MASK]) and share its cache;
 * the mask keeps them apart. So the image block is there once, and beams move without a copy.
 *
 * @param feed
 * - `ids`: int32 `[R, 2K]`, `positions`: int32 `[2K]`;
 * - `key.<layer>`, `value.<layer>`: the cache, `[R, heads, C, d]`;
 * - `mask`: int32 `[R, 2K, C + 2K]`: what each token sees of the cache and of the step's tokens.
 * @returns
 * - `logits`: scores of every word at [MASK], `[R * K, vocabulary]`;
 * - `total`: their log-sum-exp, `[R * K]`: a word's log-probability is its score minus that;
 * - `key.<layer>`, `value.<layer>`: of the last tokens, `[R, heads, K, d]`.
 */
export function decodeStep(network: DecodingNetwork, params: Tensors, feed: Tensors): Tensors {
  const { model, layout } = network;
  const bias = attentionBias(feed.mask!);
  const tokens = feed.ids!.shape[1]!;
  const types = tf.ones([1, tokens], "int32");
  let x = embedText(params, { ids: feed.ids!, positions: feed.positions!, types }, layout);
  const outputs: Tensors = {};
  for (let index = 0; index < model.layers; index++) {
    const name = layerName(index);
    const own = {
      key: splitHeads(params, name, "key", x, model.heads),
      value: splitHeads(params, name, "value", x, model.heads),
    };
    for (const part of ["key", "value"] as const) {
      outputs[`${part}.${index}`] = ofPairs(own[part], 2, 0);
    }
    const query = scaledQuery(params, name, x, model.heads);
    const cached = { key: feed[`key.${index}`]!, value: feed[`value.${index}`]! };
    const context = attendBoth(query, cached, own, bias);
    x = finishLayer(params, name, joinHeads(context), x, model, layout);
  }
  const masks = ofPairs(x, 1, 1);
  const logits = wordLogits(params, tf.reshape(masks, [-1, masks.shape.at(-1)!]));
  return { ...outputs, logits, total: tf.logSumExp(logits, -1) };
}

interface KeysAndValues {
  readonly key: Tensor;
  readonly value: Tensor;
}

/** Attention over the cache and the step's own tokens, without joining the two: the cache is big. */
function attendBoth(
  query: Tensor,
  cached: KeysAndValues,
  own: KeysAndValues,
  bias: Tensor,
): Tensor {
  const scores = tf.concat([
    tf.matMul(query, cached.key, false, true),
    tf.matMul(query, own.key, false, true),
  ], 3);
  const probabilities = tf.softmax(tf.add(scores, bias));
  const sizes = [cached.key.shape[2]!, own.key.shape[2]!];
  const [far, near] = tf.split(probabilities, sizes, 3) as [Tensor, Tensor];
  return tf.add(tf.matMul(far, cached.value), tf.matMul(near, own.value));
}

/** One member of each pair along an axis: `[..., 2K, ...]` → `[..., K, ...]`. */
function ofPairs(x: Tensor, axis: number, member: 0 | 1): Tensor {
  const pairs = x.shape[axis]! / 2;
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const paired = tf.reshape(x, [...before, pairs, 2, ...after]);
  const begin = paired.shape.map((_, i) => i === axis + 1 ? member : 0);
  const size = paired.shape.map((size, i) => i === axis + 1 ? 1 : size);
  return tf.reshape(tf.slice(paired, begin, size), [...before, pairs, ...after]);
}

/**
 * Input embeddings of a sequence of text and image tokens.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Randomness, Tensors } from "./engine/engine.ts";
import type { Layout } from "./layout.ts";
import { dropout, layerNorm, linear, parameter, stopGradient } from "./ops.ts";

/** Inputs of the encoder, for B examples of S tokens of which n are image tokens. */
export interface EncoderInputs {
  /** Word ids of every token that is no image token, in order: int32 `[B, S - n]`. */
  readonly ids: Tensor;
  /** Image features of the n image tokens: float32 `[B, n, featureChannels]`. */
  readonly features: Tensor;
  /** Position ids, see `tokenPositions`: int32 `[S]`. */
  readonly positions: Tensor;
  /** Token types, see `tokenTypes`: int32 `[B, S]` or `[1, S]`. */
  readonly types: Tensor;
  /** 1 where a row may attend a column: int32 `[B or 1, S or 1, S]`. */
  readonly mask: Tensor;
}

const TABLES = "enc.txt_embeddings";

/**
 * `dropout(LayerNorm(content + position + type))` of every token: `[B, S, hidden]`.
 *
 * The content is a row of the word table, or a linear map of the pixel's features. Image and text
 * share the position table, the type table and the LayerNorm.
 */
export function embed(
  params: Tensors,
  { ids, features, positions, types }: Omit<EncoderInputs, "mask">,
  layout: Layout,
  rate: number,
  random?: Randomness,
): Tensor {
  const words = wordEmbeddings(params, ids, layout);
  const [batch, count, hidden] = words.shape as [number, number, number];
  const content = tf.concat([
    tf.slice(words, [0, 0, 0], [batch, 1, hidden]),
    linear(params, "enc.img_embeddings.img_embeddings", features),
    tf.slice(words, [0, 1, 0], [batch, count - 1, hidden]),
  ], 1);
  return dropout(place(params, content, positions, types, layout), rate, random);
}

/** Embeddings of text tokens without an image, in evaluation: ids `[B, S]` → `[B, S, hidden]`. */
export function embedText(
  params: Tensors,
  { ids, positions, types }: Pick<EncoderInputs, "ids" | "positions" | "types">,
  layout: Layout,
): Tensor {
  return place(params, wordEmbeddings(params, ids, layout), positions, types, layout);
}

/** `LayerNorm(content + position + type)`. */
function place(
  params: Tensors,
  content: Tensor,
  positions: Tensor,
  types: Tensor,
  { layerNormEps }: Layout,
): Tensor {
  const position = tf.gather(
    parameter(params, `${TABLES}.position_embeddings.weight`),
    positions as tf.Tensor1D,
  );
  const sum = tf.add(tf.add(content, position), typeEmbeddings(params, types));
  return layerNorm(params, `${TABLES}.LayerNorm`, sum, layerNormEps);
}

function wordEmbeddings(params: Tensors, ids: Tensor, { padRowFrozen }: Layout): Tensor {
  const words = tf.gather(
    parameter(params, `${TABLES}.word_embeddings.weight`),
    ids as tf.Tensor2D,
  );
  if (!padRowFrozen) return words;
  const isPad = tf.cast(tf.equal(tf.expandDims(ids, -1), 0), "float32");
  return tf.add(tf.mul(words, tf.sub(1, isPad)), stopGradient(tf.mul(words, isPad)));
}

/** A product with one-hot rows: two types are too few for a lookup to pay. */
function typeEmbeddings(params: Tensors, types: Tensor): Tensor {
  const table = parameter(params, `${TABLES}.token_type_embeddings.weight`);
  const [kinds, hidden] = table.shape as [number, number];
  const rows = tf.reshape(tf.oneHot(types, kinds, 1, 0, "float32"), [-1, kinds]);
  const picked = tf.matMul(rows as tf.Tensor2D, table as tf.Tensor2D);
  return tf.reshape(picked, [...types.shape, hidden]);
}

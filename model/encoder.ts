/**
 * The transformer: BERT's post-LayerNorm encoder under a mask per example.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { ModelConfig } from "./config.ts";
import { embed, type EncoderInputs } from "./embeddings.ts";
import type { Randomness, Tensors } from "./engine/engine.ts";
import type { Layout } from "./layout.ts";
import { dropout, dropoutMatMul, gelu, layerNorm, linear } from "./ops.ts";

/** What of a {@link ModelConfig} the encoder reads besides its parameters' shapes. */
export type EncoderConfig = Pick<ModelConfig, "layers" | "heads" | "dropout">;

/** What the encoder makes of B sequences of S tokens. */
export interface Encoded {
  /** Hidden states of the last layer: `[B, S, hidden]`. */
  readonly hidden: Tensor;
  /** Hidden states of every layer, the embeddings first: `layers + 1` of `[B, S, hidden]`. */
  readonly states: readonly Tensor[];
  /** Attention probabilities of every layer before dropout: `[B, heads, S, S]`. */
  readonly attentions: readonly Tensor[];
}

/**
 * Embeds and encodes sequences.
 *
 * @param random Absent in evaluation: no dropout.
 */
export function encode(
  params: Tensors,
  inputs: EncoderInputs,
  config: EncoderConfig,
  layout: Layout,
  random?: Randomness,
): Encoded {
  const bias = attentionBias(inputs.mask);
  let hidden = embed(params, inputs, layout, config.dropout, random);
  const states = [hidden];
  const attentions: Tensor[] = [];
  for (let index = 0; index < config.layers; index++) {
    const name = layerName(index);
    const attended = attend(params, name, hidden, bias, config, random);
    attentions.push(attended.probabilities);
    hidden = finishLayer(params, name, attended.context, hidden, config, layout, random);
    states.push(hidden);
  }
  return { hidden, states, attentions };
}

/** Prefix of a layer's parameters. */
export function layerName(index: number): string {
  return `enc.encoder.layer.${index}`;
}

/** What is added to attention scores: 0 where the mask is 1, else -10000: `[B or 1, 1, ·, S]`. */
export function attentionBias(mask: Tensor): Tensor {
  return tf.mul(tf.sub(1, tf.cast(tf.expandDims(mask, 1), "float32")), -10000);
}

/** `softmax(q · kᵀ / sqrt(d) + bias) · v` in `heads` heads of d channels. */
function attend(
  params: Tensors,
  name: string,
  x: Tensor,
  bias: Tensor,
  { heads, dropout: rate }: EncoderConfig,
  random?: Randomness,
): { context: Tensor; probabilities: Tensor } {
  const query = scaledQuery(params, name, x, heads);
  const scores = tf.matMul(query, splitHeads(params, name, "key", x, heads), false, true);
  const probabilities = tf.softmax(tf.add(scores, bias));
  const value = splitHeads(params, name, "value", x, heads);
  return {
    context: joinHeads(dropoutMatMul(probabilities, value, rate, random)),
    probabilities,
  };
}

/** A layer's queries over `sqrt(d)`: `[B, S, hidden]` → `[B, heads, S, d]`. */
export function scaledQuery(params: Tensors, name: string, x: Tensor, heads: number): Tensor {
  const size = x.shape.at(-1)! / heads;
  return tf.mul(splitHeads(params, name, "query", x, heads), 1 / Math.sqrt(size));
}

/** A layer's queries, keys or values: `[B, S, hidden]` → `[B, heads, S, d]`. */
export function splitHeads(
  params: Tensors,
  name: string,
  part: "query" | "key" | "value",
  x: Tensor,
  heads: number,
): Tensor {
  const [batch, tokens, hidden] = x.shape as [number, number, number];
  const all = linear(params, `${name}.attention.self.${part}`, x);
  return tf.transpose(tf.reshape(all, [batch, tokens, heads, hidden / heads]), [0, 2, 1, 3]);
}

/** `[B, heads, S, d]` → `[B, S, hidden]`. */
export function joinHeads(x: Tensor): Tensor {
  const [batch, heads, tokens, size] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * size]);
}

/** What follows a layer's attention: its output and the feed-forward block, each with a residual. */
export function finishLayer(
  params: Tensors,
  name: string,
  context: Tensor,
  x: Tensor,
  config: EncoderConfig,
  layout: Layout,
  random?: Randomness,
): Tensor {
  const attended = residual(params, `${name}.attention.output`, context, x, config, layout, random);
  const inner = gelu(linear(params, `${name}.intermediate.dense`, attended));
  return residual(params, `${name}.output`, inner, attended, config, layout, random);
}

/** `LayerNorm(x + dropout(linear(y)))`. */
function residual(
  params: Tensors,
  name: string,
  y: Tensor,
  x: Tensor,
  { dropout: rate }: EncoderConfig,
  { layerNormEps }: Layout,
  random?: Randomness,
): Tensor {
  const change = dropout(linear(params, `${name}.dense`, y), rate, random);
  return layerNorm(params, `${name}.LayerNorm`, tf.add(change, x), layerNormEps);
}

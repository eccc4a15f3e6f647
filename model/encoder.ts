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
import { dropout, gelu, layerNorm, linear } from "./ops.ts";

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
    const name = `enc.encoder.layer.${index}`;
    const attended = attend(params, `${name}.attention`, hidden, bias, config, random);
    attentions.push(attended.probabilities);
    hidden = residual(
      params,
      `${name}.attention.output`,
      attended.context,
      hidden,
      config,
      layout,
      random,
    );
    const inner = gelu(linear(params, `${name}.intermediate.dense`, hidden));
    hidden = residual(params, `${name}.output`, inner, hidden, config, layout, random);
    states.push(hidden);
  }
  return { hidden, states, attentions };
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
  const [batch, tokens, hidden] = x.shape as [number, number, number];
  const size = hidden / heads;
  const split = (part: string): Tensor => {
    const all = linear(params, `${name}.self.${part}`, x);
    return tf.transpose(tf.reshape(all, [batch, tokens, heads, size]), [0, 2, 1, 3]);
  };
  const query = tf.mul(split("query"), 1 / Math.sqrt(size));
  const scores = tf.matMul(query, split("key"), false, true);
  const probabilities = tf.softmax(tf.add(scores, bias));
  const mixed = tf.matMul(dropout(probabilities, rate, random), split("value"));
  const context = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, hidden]);
  return { context, probabilities };
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

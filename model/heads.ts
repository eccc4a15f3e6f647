/**
 * What stands on top of the encoder: pooling, and one head per objective.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tensors } from "./engine/engine.ts";
import { gelu, layerNorm, linear, parameter, project } from "./ops.ts";

/** Epsilon of the MLM head's LayerNorm, whatever the encoder's is. */
const MLM_EPS = 1e-5;

/** The hidden state of one token of each example: `[B, S, hidden]` → `[B, hidden]`. */
export function tokenState(hidden: Tensor, index: number): Tensor {
  const [batch, , size] = hidden.shape as [number, number, number];
  return tf.reshape(tf.slice(hidden, [0, index, 0], [batch, 1, size]), [batch, size]);
}

/**
 * The hidden states at flat token indices `b * S + s`: `[B, S, hidden]` → `[M, hidden]`.
 *
 * Masked language modelling needs the states at labelled positions only.
 */
export function statesAt(hidden: Tensor, indices: Tensor): Tensor {
  return tf.gather(tf.reshape(hidden, [-1, hidden.shape.at(-1)!]), indices as tf.Tensor1D);
}

/** `tanh(linear(h[CLS]))`: `[B, S, hidden]` → `[B, hidden]`. */
export function pooler(params: Tensors, hidden: Tensor): Tensor {
  return tf.tanh(linear(params, "enc.pooler.dense", tokenState(hidden, 0)));
}

/**
 * `h[CLS] · h[index]`, element-wise: `[B, S, hidden]` → `[B, hidden]`.
 *
 * `noncross` multiplies by the second [CLS] (index n + 2), VQA by the first [SEP] (n + 1).
 */
export function productPooler(hidden: Tensor, index: number): Tensor {
  return tf.mul(tokenState(hidden, 0), tokenState(hidden, index));
}

/**
 * Scores of every word: `[..., hidden]` → `[..., vocabulary]`.
 *
 * `LayerNorm(gelu(linear(h))) · tableᵀ + bias`, where the table is the word table, unless the
 * parameters hold a table of the head's own: the reference's report decoder does.
 */
export function wordLogits(params: Tensors, states: Tensor): Tensor {
  const head = "mlm.predictions";
  const inner = gelu(linear(params, `${head}.transform.dense`, states));
  const normal = layerNorm(params, `${head}.transform.LayerNorm`, inner, MLM_EPS);
  const table = params[`${head}.decoder.weight`] ??
    parameter(params, "enc.txt_embeddings.word_embeddings.weight");
  return project(normal, table, parameter(params, `${head}.bias`));
}

/** Scores of "text and image do not match" and "match": `[B, hidden]` → `[B, 2]`. */
export function matchLogits(params: Tensors, pooled: Tensor): Tensor {
  return linear(params, "itm.linear", pooled);
}

/** Scores of the findings: `[B, hidden]` → `[B, classes]`. */
export function findingLogits(params: Tensors, pooled: Tensor): Tensor {
  return linear(params, "clf", pooled);
}

/** Scores of the answers, `linear(relu(linear(z)))`: `[B, hidden]` → `[B, answers]`. */
export function answerLogits(params: Tensors, pooled: Tensor): Tensor {
  return linear(params, "ans_classifier.2", tf.relu(linear(params, "ans_classifier.0", pooled)));
}

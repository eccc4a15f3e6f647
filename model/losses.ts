/**
 * Losses, each a scalar.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/**
 * Weighted mean of the cross-entropy `-log softmax(logits)[label]`.
 *
 * `Σ w · ce / (max(Σ w, 1) + epsilon)`; rows of weight 0 fill a feed up to its shape.
 *
 * @param logits `[M, classes]`
 * @param labels int32 `[M]`
 * @param weights float32 `[M]`, 0 or 1; absent means 1.
 * @param epsilon 0, or 1e-5 for report generation.
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  weights?: Tensor,
  epsilon = 0,
): Scalar {
  const classes = logits.shape.at(-1)!;
  const hits = tf.oneHot(labels, classes, 1, 0, "float32");
  const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), hits), -1));
  if (weights === undefined) return tf.mean(losses);
  const total = tf.maximum(tf.sum(weights), 1);
  return tf.div(tf.sum(tf.mul(losses, weights)), tf.add(total, epsilon));
}

/**
 * Mean binary cross-entropy of `sigmoid(logits)`, computed without overflow:
 * `(1 - y) · x + (1 + (p - 1) · y) · log(1 + exp(-x))`.
 *
 * @param logits `[B, classes]`
 * @param targets float32 `[B, classes]` in [0, 1]
 * @param positiveWeight `[classes]`, the factor p of positive targets; absent means 1.
 */
export function binaryCrossEntropy(
  logits: Tensor,
  targets: Tensor,
  positiveWeight?: Tensor,
): Scalar {
  const negative = tf.softplus(tf.neg(logits));
  const weighted = positiveWeight === undefined
    ? negative
    : tf.mul(negative, tf.add(tf.mul(tf.sub(positiveWeight, 1), targets), 1));
  return tf.mean(tf.add(tf.mul(tf.sub(1, targets), logits), weighted));
}

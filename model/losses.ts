/**
 * Losses and their parts.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/**
 * Weighted mean of the cross-entropy, {@link weightedMean} of {@link crossEntropies}.
 *
 * @param logits `[M, classes]`
 * @param labels int32 `[M]`
 * @param weights float32 `[M]`, 0 for rows that fill a feed up; absent means 1.
 * @param epsilon 0, or 1e-5 for report generation.
 * @param total As of {@link weightedMean}.
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  weights?: Tensor,
  epsilon = 0,
  total?: Tensor,
): Scalar {
  const losses = crossEntropies(logits, labels);
  return weights === undefined ? tf.mean(losses) : weightedMean(losses, weights, epsilon, total);
}

/**
 * The cross-entropy `-log softmax(logits)[label]` of every row.
 *
 * @param logits `[M, classes]`
 * @param labels int32 `[M]`
 * @returns `[M]`
 */
export function crossEntropies(logits: Tensor, labels: Tensor): Tensor {
  const hits = tf.oneHot(labels, logits.shape.at(-1)!, 1, 0, "float32");
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), hits), -1));
}

/**
 * The divergence `Σ p log(p / softmax(logits))` of every row from smoothed labels p: `1 - smoothing`
 * for the label, an equal share of `smoothing` for every other class but 0. A row labelled 0, which
 * is padding, gives 0.
 *
 * @param logits `[M, classes]`
 * @param labels int32 `[M]`
 * @param smoothing In (0, 1).
 * @returns `[M]`
 */
export function smoothedCrossEntropies(
  logits: Tensor,
  labels: Tensor,
  smoothing: number,
): Tensor {
  const classes = logits.shape.at(-1)!;
  const share = smoothing / (classes - 2);
  const hits = tf.oneHot(labels, classes, 1, 0, "float32");
  const others = tf.tensor1d(Array.from({ length: classes }, (_, i) => i === 0 ? 0 : share));
  const target = tf.add(tf.mul(hits, 1 - smoothing), tf.mul(tf.sub(1, hits), others));
  const entropy = (1 - smoothing) * Math.log(1 - smoothing) + smoothing * Math.log(share);
  const losses = tf.sub(entropy, tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1));
  return tf.mul(losses, tf.cast(tf.notEqual(labels, tf.scalar(0, "int32")), "float32"));
}

/**
 * `Σ w · loss / (max(Σ w, 1) + epsilon)`; rows of weight 0 fill a feed up to its shape.
 *
 * @param losses `[M]`
 * @param weights float32 `[M]`
 * @param epsilon 0, or 1e-5 for report generation.
 * @param total In the place of `max(Σ w, 1)`: for a part of a batch, its share of the batch's.
 */
export function weightedMean(
  losses: Tensor,
  weights: Tensor,
  epsilon = 0,
  total: Tensor = tf.maximum(tf.sum(weights), 1),
): Scalar {
  return tf.div(tf.sum(tf.mul(losses, weights)), tf.add(total, epsilon));
}

/**
 * Weights without the samples of the greatest loss `Σ w · loss`: of S samples
 * `floor(S · (1 - ratio))` are kept, of equals the first. Samples of weight 0 count among the best.
 *
 * @param losses `[S · rows]`, sample by sample.
 * @param weights float32 `[S · rows]`
 * @param samples S
 * @param ratio In [0, 1).
 * @returns `[S · rows]`
 */
export function dropWorst(
  losses: Tensor,
  weights: Tensor,
  samples: number,
  ratio: number,
): Tensor {
  const kept = tf.customGrad((losses) => ({
    value: keptSamples(tf.mul(losses as Tensor, weights), samples, ratio),
    // A comparison has no gradient.
    gradFunc: (dy: Tensor) => tf.zerosLike(dy),
  }))(losses);
  return tf.mul(weights, kept);
}

/** 1 for the rows of the kept samples, else 0. */
function keptSamples(losses: Tensor, samples: number, ratio: number): Tensor {
  const rows = tf.reshape(losses, [samples, -1]);
  const sums = tf.sum(rows, -1);
  const [own, other] = [tf.reshape(sums, [samples, 1]), tf.reshape(sums, [1, samples])];
  const indices = Array.from({ length: samples }, (_, i) => i);
  const earlier = tf.tensor2d(indices.map((i) => indices.map((j) => j < i)), undefined, "bool");
  const ahead = tf.logicalOr(
    tf.less(other, own),
    tf.logicalAnd(tf.equal(other, own), earlier),
  );
  const rank = tf.sum(tf.cast(ahead, "float32"), -1, true);
  const kept = tf.cast(tf.less(rank, Math.floor(samples * (1 - ratio))), "float32");
  return tf.reshape(tf.mul(tf.onesLike(rows), kept), losses.shape);
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

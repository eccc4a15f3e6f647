/**
 * The image trunk: torchvision's ResNet of bottleneck blocks (v1.5: the stride is in the 3×3).
 *
 * Values are NHWC, weights keep torchvision's OIHW under its names.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { TrunkConfig } from "./config.ts";
import type { Tensors } from "./engine/engine.ts";
import { parameter, project, standardize } from "./ops.ts";

/** Prefix of the trunk's parameters. */
export const TRUNK = "enc.img_encoder.model";

/**
 * What a trunk may keep besides its parameters to whiten its output: the mean, `[channels]`, and a
 * matrix, `[channels, channels]`.
 */
export const OUTPUT_MEAN = `${TRUNK}.output_mean`;
export const OUTPUT_WHITENING = `${TRUNK}.output_whitening`;

const BATCH_NORM_EPS = 1e-5;
const BATCH_NORM_MOMENTUM = 0.1;

/** What the trunk makes of B images. */
export interface ImageFeatures {
  /** The feature map's pixels, row by row: `[B, tokens, featureChannels]`. */
  readonly tokens: Tensor;
  /** After the max-pool and after each of the four stages: `[B, height, width, channels]`. */
  readonly stages: readonly Tensor[];
  /** New running statistics by name; empty where BatchNorm is in evaluation mode. */
  readonly updates: Tensors;
}

/** How BatchNorm normalises: by the batch, or by its running statistics. */
export type BatchNormMode = "train" | "eval";

/**
 * Encodes images into tokens.
 *
 * @param images Normalised pixels: `[B, size, size, 3]`.
 */
export function encodeImages(
  params: Tensors,
  images: Tensor,
  { blocks }: TrunkConfig,
  mode: BatchNormMode,
): ImageFeatures {
  const trunk: Trunk = { params, mode, updates: {} };
  const stem = tf.relu(batchNorm(trunk, "1", convolve(trunk, "0", images, 2)));
  let x: Tensor = tf.maxPool(stem as tf.Tensor4D, 3, 2, 1);
  const stages = [x];
  blocks.forEach((count, stage) => stages.push(x = runStage(trunk, x, stage, count)));
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const tokens = tf.reshape(x, [batch, height * width, channels]);
  return { tokens, stages, updates: trunk.updates };
}

/**
 * One of the four stages alone: `[B, height, width, inputs]` → `[B, height', width', outputs]`, halved
 * from the second stage on.
 *
 * @param stage 0 to 3
 * @param count Blocks of the stage.
 */
export function encodeStage(
  params: Tensors,
  x: Tensor,
  stage: number,
  count: number,
  mode: BatchNormMode,
): Tensor {
  return runStage({ params, mode, updates: {} }, x, stage, count);
}

/**
 * The tokens of some pixels: `[B, tokens, channels]` → `[B, n, channels]`.
 *
 * @param pixels Flat indices, int32 `[n]`; pre-training draws them anew for every batch.
 */
export function samplePixels(tokens: Tensor, pixels: Tensor): Tensor {
  return tf.gather(tokens, pixels as tf.Tensor1D, 1);
}

/**
 * Whitens the tokens of a trunk that keeps statistics of its output; those of another stay.
 *
 * A trunk's channels are positive and say much the same: a few directions hold most of the variance.
 * A small network that sees them as they are hardly learns to look at the image in a short training.
 */
export function whitenTokens(tokens: Tensor, statistics: Tensors): Tensor {
  const mean = statistics[OUTPUT_MEAN];
  const whitening = statistics[OUTPUT_WHITENING];
  if (mean === undefined || whitening === undefined) return tokens;
  return project(tf.sub(tokens, mean), whitening);
}

interface Trunk {
  readonly params: Tensors;
  readonly mode: BatchNormMode;
  readonly updates: Tensors;
}

function runStage(trunk: Trunk, x: Tensor, stage: number, count: number): Tensor {
  for (let block = 0; block < count; block++) {
    x = bottleneck(trunk, `${stage + 4}.${block}`, x, stage > 0 && block === 0 ? 2 : 1);
  }
  return x;
}

/** 1×1 → 3×3 → 1×1, plus the input or its projection. */
function bottleneck(trunk: Trunk, name: string, x: Tensor, stride: 1 | 2): Tensor {
  const normal = (index: number, input: Tensor, step: 1 | 2): Tensor => {
    const convolved = convolve(trunk, `${name}.conv${index}`, input, step);
    return batchNorm(trunk, `${name}.bn${index}`, convolved);
  };
  const inner = tf.relu(normal(2, tf.relu(normal(1, x, 1)), stride));
  const projected = `${TRUNK}.${name}.downsample.0.weight` in trunk.params;
  const shortcut = projected
    ? batchNorm(trunk, `${name}.downsample.1`, convolve(trunk, `${name}.downsample.0`, x, stride))
    : x;
  return tf.relu(tf.add(normal(3, inner, 1), shortcut));
}

/** A convolution without bias, padded by half its side; a 1×1 one is a matrix product. */
function convolve({ params }: Trunk, name: string, x: Tensor, stride: 1 | 2): Tensor {
  const weight = parameter(params, `${TRUNK}.${name}.weight`);
  const [outputs, inputs, side] = weight.shape as [number, number, number];
  if (side === 1) {
    return project(stride === 1 ? x : everySecond(x), tf.reshape(weight, [outputs, inputs]));
  }
  const filter = tf.transpose(weight, [2, 3, 1, 0]);
  return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, (side - 1) / 2);
}

/** Every second row and column of an even-sided map, as two cuts of a matrix. */
function everySecond(x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const rows = tf.reshape(x, [batch * height / 2, 2 * width * channels]);
  const kept = tf.slice(rows, [0, 0], [-1, width * channels]);
  const columns = tf.reshape(kept, [batch * height / 2 * width / 2, 2 * channels]);
  const pixels = tf.slice(columns, [0, 0], [-1, channels]);
  return tf.reshape(pixels, [batch, height / 2, width / 2, channels]);
}

/** BatchNorm over all but the channels; in `train` mode it notes the new running statistics. */
function batchNorm({ params, mode, updates }: Trunk, layer: string, x: Tensor): Tensor {
  const name = `${TRUNK}.${layer}`;
  const gain = parameter(params, `${name}.weight`);
  const bias = parameter(params, `${name}.bias`);
  const mean = parameter(params, `${name}.running_mean`);
  const variance = parameter(params, `${name}.running_var`);
  if (mode === "eval") {
    const scale = tf.mul(gain, tf.rsqrt(tf.add(variance, BATCH_NORM_EPS)));
    return tf.add(tf.mul(x, scale), tf.sub(bias, tf.mul(mean, scale)));
  }
  const axes = [0, 1, 2];
  const count = x.size / x.shape.at(-1)!;
  const batchMean = tf.mean(x, axes);
  const biased = tf.mean(tf.square(tf.sub(x, batchMean)), axes);
  updates[`${name}.running_mean`] = blend(mean, batchMean);
  updates[`${name}.running_var`] = blend(variance, tf.mul(biased, count / (count - 1)));
  return tf.add(tf.mul(standardize(x, axes, BATCH_NORM_EPS), gain), bias);
}

function blend(running: Tensor, batch: Tensor): Tensor {
  return tf.add(tf.mul(running, 1 - BATCH_NORM_MOMENTUM), tf.mul(batch, BATCH_NORM_MOMENTUM));
}

/**
 * How the image tokens of a batch reach the network: computed once per image, or by the trunk in
 * every step.
 *
 * With a frozen trunk whose BatchNorm is in evaluation mode, and no random crop, the tokens of an
 * image never change and are read from a file. Otherwise the step starts from pixels.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Box } from "../datasets/raster.ts";
import { resizedCrop } from "../datasets/resample.ts";
import { featureChannels, gridTokens, type ModelConfig } from "../model/config.ts";
import { float32, type HostTensors, int32, type Tensors } from "../model/engine/engine.ts";
import {
  type BatchNormMode,
  encodeImages,
  samplePixels,
  whitenTokens,
} from "../model/image_encoder.ts";
import type { Studies, Study } from "./studies.ts";

/** The part of a feed and of a program that deals with images. */
export interface ImageSource {
  /**
   * Feed entries for a batch of B studies and the flat pixels sampled from their maps.
   *
   * @param boxes The part of each image that is seen, resized to the image's size; default all.
   * @throws {Error} if there are boxes and the tokens were computed before.
   */
  feed(studies: readonly Study[], pixels: ArrayLike<number>, boxes?: readonly Box[]): HostTensors;
  /** Image tokens `[B, pixels, channels]`, and new running statistics of the trunk. */
  tokens(params: Tensors, feed: Tensors): { tokens: Tensor; updates: Tensors };
}

/** Tokens from the file of features. */
export function cachedImages(source: Studies, model: ModelConfig): ImageSource {
  const channels = featureChannels(model.trunk);
  return {
    feed(studies, pixels, boxes) {
      if (boxes) throw new Error("Cannot crop images: their tokens were computed of the whole");
      const count = pixels.length;
      const data = new Float32Array(studies.length * count * channels);
      studies.forEach((study, b) => {
        const map = source.features(study);
        for (let i = 0; i < count; i++) {
          const from = pixels[i]! * channels;
          data.set(map.subarray(from, from + channels), (b * count + i) * channels);
        }
      });
      return { features: float32(data, [studies.length, count, channels]) };
    },
    tokens: (_params, feed) => ({ tokens: feed.features!, updates: {} }),
  };
}

/** Tokens from pixels, by the trunk inside the step; whitened, if its parameters say how. */
export function liveImages(
  source: Studies,
  model: ModelConfig,
  mode: BatchNormMode,
): ImageSource {
  const size = model.imageSize;
  return {
    feed(studies, pixels, boxes) {
      const data = new Int32Array(studies.length * size * size);
      studies.forEach((study, b) => {
        const whole = { width: size, height: size, channels: 1, data: source.pixels(study) };
        const seen = boxes ? resizedCrop(whole, boxes[b]!, size) : whole;
        data.set(seen.data, b * size * size);
      });
      return {
        images: int32(data, [studies.length, size, size]),
        pixels: int32(Int32Array.from(pixels), [pixels.length]),
      };
    },
    tokens(params, feed) {
      const pixels = normalizePixels(feed.images!);
      const { tokens, updates } = encodeImages(params, pixels, model.trunk, mode);
      return { tokens: whitenTokens(samplePixels(tokens, feed.pixels!), params), updates };
    },
  };
}

/** ImageNet's channel means and deviations, of values in [0, 1]. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** Grey 8-bit pixels `[B, size, size]` → normalised RGB `[B, size, size, 3]`. */
export function normalizePixels(grey: Tensor): Tensor {
  // Channel by channel: whole planes share a mean, where neighbours along the last axis would not.
  const channel = (values: readonly number[]) => tf.tensor3d([...values], [3, 1, 1]);
  const values = tf.div(tf.cast(tf.expandDims(grey, 1), "float32"), 255);
  const planes = tf.div(tf.sub(values, channel(MEAN)), channel(DEVIATION));
  return tf.transpose(planes, [0, 2, 3, 1]);
}

/** All pixels of the feature map, in order. */
export function wholeMap(model: ModelConfig): Int32Array {
  return Int32Array.from({ length: gridTokens(model) }, (_, i) => i);
}

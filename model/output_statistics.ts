/**
 * What a trunk keeps to whiten its output, see `whitenTokens`: found among other tensors, and made a
 * part of the layer that reads the tokens.
 *
 * @module
 */
import type { HostTensors } from "./engine/engine.ts";
import { OUTPUT_MEAN, OUTPUT_WHITENING } from "./image_encoder.ts";

/** The statistics among some tensors; empty if there are none. */
export function outputStatistics(tensors: HostTensors): HostTensors {
  const names = [OUTPUT_MEAN, OUTPUT_WHITENING].filter((name) => name in tensors);
  return Object.fromEntries(names.map((name) => [name, tensors[name]!]));
}

/** A linear layer: `x · weightᵀ + bias`. */
export interface LinearLayer {
  /** `[outputs, channels]` */
  readonly weight: Float32Array;
  /** `[outputs]` */
  readonly bias: Float32Array;
}

/**
 * The layer for tokens as the trunk gives them, from the one for whitened tokens:
 * weight `W · M` and bias `b - W · M · mean`, where M whitens.
 *
 * @param mean `[channels]`
 * @param whitening M: `[channels, channels]`
 */
export function foldStatistics(
  { weight, bias }: LinearLayer,
  mean: Float32Array,
  whitening: Float32Array,
): LinearLayer {
  const channels = mean.length;
  const folded = new Float32Array(weight.length);
  const moved = bias.map((value, output) => {
    const row = new Float64Array(channels);
    for (let k = 0; k < channels; k++) {
      const w = weight[output * channels + k]!;
      for (let c = 0; c < channels; c++) row[c]! += w * whitening[k * channels + c]!;
    }
    folded.set(row, output * channels);
    return row.reduce((sum, w, c) => sum - w * mean[c]!, value);
  });
  return { weight: folded, bias: moved };
}

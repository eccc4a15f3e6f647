/**
 * The positions whose word a step predicts.
 *
 * @module
 */
import { float32, type HostTensors, int32 } from "../model/engine/engine.ts";

/** Labelled positions are padded to a multiple of this, so that few graphs are compiled. */
const LABEL_BUCKET = 64;

/**
 * Inputs of a loss over words: `labelled`, `labels` and `weights`, each `[M]`.
 *
 * @param positions Flat positions `b * S + s`; filled up with position 0 of weight 0.
 * @param labels The word at each.
 */
export function labelFeed(positions: readonly number[], labels: readonly number[]): HostTensors {
  const size = LABEL_BUCKET * Math.max(1, Math.ceil(positions.length / LABEL_BUCKET));
  const padded = (values: readonly number[]) => {
    const data = new Int32Array(size);
    data.set(values);
    return int32(data, [size]);
  };
  const weights = new Float32Array(size).fill(1, 0, positions.length);
  return {
    labelled: padded(positions),
    labels: padded(labels),
    weights: float32(weights, [size]),
  };
}

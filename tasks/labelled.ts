/**
 * The positions whose word a step predicts.
 *
 * @module
 */
import { float32, type HostTensors, int32 } from "../model/engine/engine.ts";

/** Feed entry of a part of a batch: the mean weight of the labels of the batch's parts. */
export const LABEL_TOTAL = "labelTotal";

/** Labelled positions are padded to a multiple of this, so that few graphs are compiled. */
const LABEL_BUCKET = 64;

/**
 * Inputs of a loss over words: `labelled`, `labels` and `weights`, each `[M]`.
 *
 * @param positions Flat positions `b * S + s`; filled up with position 0 of weight 0.
 * @param labels The word at each.
 * @param weightOf How much a word counts.
 */
export function labelFeed(
  positions: readonly number[],
  labels: readonly number[],
  weightOf: (label: number) => number = () => 1,
): HostTensors {
  const size = LABEL_BUCKET * Math.max(1, Math.ceil(positions.length / LABEL_BUCKET));
  const padded = (values: readonly number[]) => {
    const data = new Int32Array(size);
    data.set(values);
    return int32(data, [size]);
  };
  const weights = new Float32Array(size);
  weights.set(labels.map(weightOf));
  return {
    labelled: padded(positions),
    labels: padded(labels),
    weights: float32(weights, [size]),
  };
}

/** Feeds of equal parts of one batch, whose losses over words have the batch's mean. */
export function partFeeds(feeds: readonly HostTensors[]): HostTensors[] {
  const weights = feeds.map((feed) => feed.weights?.data as Float32Array | undefined);
  if (feeds.length === 1 || weights[0] === undefined) return [...feeds];
  const total = weights.reduce((sum, part) => sum + part!.reduce((n, w) => n + w, 0), 0);
  const mean = float32([Math.max(total, 1) / feeds.length], []);
  return feeds.map((feed) => ({ ...feed, [LABEL_TOTAL]: mean }));
}

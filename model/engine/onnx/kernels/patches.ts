/**
 * What convolution's kernels share: im2col of NHWC maps.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs-core";
import type { Graph } from "../graph.ts";

export type ConvInfo = tf.backend_util.Conv2DInfo;

/** im2col of an input: a row per output pixel, a column per value under the filter, as in HWIO. */
export function patches(
  graph: Graph,
  x: string,
  info: ConvInfo,
): { rows: number; columns: number; edge: string } {
  const windows = slideWindow(graph, x, info);
  const rows = info.batchSize * info.outHeight * info.outWidth;
  const columns = windows.length * info.inChannels;
  const edge = graph.node("Concat", windows, { axis: 3 });
  return { rows, columns, edge: graph.node("Reshape", [edge, graph.integers([rows, columns])]) };
}

/** The strided view of an NHWC input, padded, at each position of the filter window, row by row. */
export function slideWindow(graph: Graph, x: string, info: ConvInfo): string[] {
  const { strideHeight: sh, strideWidth: sw, outHeight, outWidth } = info;
  const padded = pad(graph, x, info);
  const views: string[] = [];
  for (let i = 0; i < info.filterHeight; i++) {
    for (let j = 0; j < info.filterWidth; j++) {
      views.push(graph.node("Slice", [
        padded,
        graph.integers([i, j]),
        graph.integers([i + (outHeight - 1) * sh + 1, j + (outWidth - 1) * sw + 1]),
        graph.integers([1, 2]),
        graph.integers([sh, sw]),
      ]));
    }
  }
  return views;
}

function pad(graph: Graph, x: string, { padInfo: p }: ConvInfo): string {
  if (p.top + p.bottom + p.left + p.right === 0) return x;
  return graph.node("Pad", [
    x,
    graph.integers([0, p.top, p.left, 0, 0, p.bottom, p.right, 0]),
    graph.constant("float32", [], [0]),
  ]);
}

/** `x` with its axes in the order of `perm`. */
export function transpose(graph: Graph, x: string, perm: readonly number[]): string {
  return graph.node("Transpose", [x], { perm });
}

/** Padding as ONNX has it. */
export function pads({ padInfo: p }: ConvInfo): number[] {
  return [p.top, p.left, p.bottom, p.right];
}

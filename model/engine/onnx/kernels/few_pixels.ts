/**
 * Convolutions of few pixels by a large filter, as a ResNet's last stage has them.
 *
 * onnxruntime's kernels read the filter once for every image. Here it is read once, as it lies in
 * OIHW: a matrix W of a row per output, and patches P are made to match it. Then y = P · Wᵀ,
 * dW = dyᵀ · P and dx is col2im of dy · W.
 *
 * @module
 */
import type { Graph } from "../graph.ts";
import { MAX_THREADS } from "../threads.ts";
import type { Call } from "./emit.ts";
import { type ConvInfo, pads, slideWindow, transpose } from "./patches.ts";
import { product } from "./product.ts";

/** A filter of fewer values, 1 MB, stays in a cache from image to image. */
const LARGE_FILTER = 2 ** 18;
/** With fewer, threads would share out the long sums of a product, and round them otherwise. */
const FEWEST_OUTPUTS = 2 * MAX_THREADS;
/** Pixels for each output below which it pays: onnxruntime has a kernel for y, its gradients are made. */
export const FEW_FOR_OUTPUT = 2;
export const FEW_FOR_GRADIENT = 4;
const HWIO_TO_OIHW = [3, 2, 0, 1];
const OIHW_TO_HWIO = [2, 3, 1, 0];
const TO_NHWC = [0, 2, 3, 1];

interface Sizes {
  /** Output pixels of all images. */
  readonly pixels: number;
  /** Values under the filter. */
  readonly values: number;
  readonly outputs: number;
}

/** Whether the filter is large beside the patches that it is applied to. */
export function isFew(info: ConvInfo, perOutput: number): boolean {
  const { pixels, values, outputs } = sizes(info);
  const isLarge = values * outputs >= LARGE_FILTER && outputs >= FEWEST_OUTPUTS;
  return isLarge && pixels < perOutput * outputs;
}

/** y of `x` and `filter`, NHWC. */
export function convolveFew(call: Call, info: ConvInfo): string {
  const { graph } = call;
  const { pixels, values, outputs } = sizes(info);
  const y = product(graph, {
    ...{ a: patchesAsOihw(graph, call.edge("x"), info), b: filterMatrix(call, info), transB: true },
    ...{ rows: pixels, inner: values, columns: outputs },
  });
  return graph.node("Reshape", [y, graph.integers(info.outShape)]);
}

/** dW of `x` and `dy`, HWIO. */
export function fewFilterGradient(call: Call, info: ConvInfo): string {
  const { graph } = call;
  const { pixels, values, outputs } = sizes(info);
  const dw = product(graph, {
    ...{ a: gradientMatrix(call, info), b: patchesAsOihw(graph, call.edge("x"), info) },
    ...{ transA: true, rows: outputs, inner: pixels, columns: values },
  });
  const oihw = [outputs, info.inChannels, info.filterHeight, info.filterWidth];
  const filter = graph.node("Reshape", [dw, graph.integers(oihw)]);
  return transpose(graph, filter, OIHW_TO_HWIO);
}

/** dx of `dy` and `filter`, NHWC. */
export function fewInputGradient(call: Call, info: ConvInfo): string {
  const { graph } = call;
  const { pixels, values, outputs } = sizes(info);
  const patches = product(graph, {
    ...{ a: gradientMatrix(call, info), b: filterMatrix(call, info) },
    ...{ rows: pixels, inner: outputs, columns: values },
  });
  const { batchSize, inHeight, inWidth, filterHeight, filterWidth } = info;
  const size = graph.integers([batchSize, pixels / batchSize, values]);
  const dx = graph.node("Col2Im", [
    transpose(graph, graph.node("Reshape", [patches, size]), [0, 2, 1]),
    graph.integers([inHeight, inWidth]),
    graph.integers([filterHeight, filterWidth]),
  ], { strides: [info.strideHeight, info.strideWidth], pads: pads(info) });
  return transpose(graph, dx, TO_NHWC);
}

function sizes(info: ConvInfo): Sizes {
  return {
    pixels: info.batchSize * info.outHeight * info.outWidth,
    values: info.inChannels * info.filterHeight * info.filterWidth,
    outputs: info.outChannels,
  };
}

/** im2col: a row per output pixel, a column per value under the filter, as in OIHW. */
function patchesAsOihw(graph: Graph, x: string, info: ConvInfo): string {
  const { pixels, values } = sizes(info);
  const windows = slideWindow(graph, x, info);
  const all = graph.node("Concat", windows, { axis: 0 });
  const size = graph.integers([windows.length, pixels, info.inChannels]);
  const sorted = transpose(graph, graph.node("Reshape", [all, size]), [1, 2, 0]);
  return graph.node("Reshape", [sorted, graph.integers([pixels, values])]);
}

/** `filter` as `[outputs, values]`; where it was made from OIHW, onnxruntime drops both transposes. */
function filterMatrix(call: Call, info: ConvInfo): string {
  const { outputs, values } = sizes(info);
  const oihw = transpose(call.graph, call.edge("filter"), HWIO_TO_OIHW);
  return call.graph.node("Reshape", [oihw, call.graph.integers([outputs, values])]);
}

/** `dy` as `[pixels, outputs]`. */
function gradientMatrix(call: Call, info: ConvInfo): string {
  const { pixels, outputs } = sizes(info);
  return call.graph.node("Reshape", [call.edge("dy"), call.graph.integers([pixels, outputs])]);
}

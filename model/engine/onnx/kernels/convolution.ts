/**
 * Convolution and pooling. tfjs is NHWC with HWIO filters, ONNX is NCHW with OIHW filters.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Graph } from "../graph.ts";
import { type Call, kernel } from "./emit.ts";
import { product } from "./product.ts";

const TO_NCHW = [0, 3, 1, 2];
const TO_NHWC = [0, 2, 3, 1];
const HWIO_TO_OIHW = [3, 2, 0, 1];
const SWAP_BATCH_AND_CHANNELS = [3, 0, 1, 2];
/** A filter over so few channels, and as large as a stem's, makes im2col many copies of a few numbers. */
const FEW_CHANNELS = 4;
const LARGE_FILTER = 16;

type ConvInfo = tf.backend_util.Conv2DInfo;

export function registerConvolution(): void {
  kernel(tf.Conv2D, (call) => {
    const info = convInfo(call, call.info("x").shape, call.info("filter").shape);
    if (info.batchSize === 1) return call.result(convolveOne(call, info), info.outShape);
    const y = call.graph.node("Conv", [
      transpose(call.graph, call.edge("x"), TO_NCHW),
      transpose(call.graph, call.edge("filter"), HWIO_TO_OIHW),
    ], { strides: [info.strideHeight, info.strideWidth], pads: pads(info) });
    return call.result(transpose(call.graph, y, TO_NHWC), info.outShape);
  });
  kernel(tf.Conv2DBackpropInput, (call) => {
    const inputShape = call.attrs.inputShape as number[];
    const info = convInfo(call, inputShape, call.info("filter").shape);
    const { padInfo: p } = info;
    const rest = [
      info.inHeight + p.top + p.bottom - (info.outHeight - 1) * info.strideHeight -
      info.filterHeight,
      info.inWidth + p.left + p.right - (info.outWidth - 1) * info.strideWidth - info.filterWidth,
    ];
    const dx = call.graph.node("ConvTranspose", [
      transpose(call.graph, call.edge("dy"), TO_NCHW),
      transpose(call.graph, call.edge("filter"), HWIO_TO_OIHW),
    ], {
      strides: [info.strideHeight, info.strideWidth],
      pads: pads(info),
      output_padding: rest,
    });
    return call.result(transpose(call.graph, dx, TO_NHWC), inputShape);
  });
  /** dW = im2col(x)ᵀ · dy: one large product, where a convolution by dy would be many thin ones. */
  kernel(tf.Conv2DBackpropFilter, (call) => {
    const { graph } = call;
    const filterShape = call.attrs.filterShape as number[];
    const info = convInfo(call, call.info("x").shape, filterShape);
    const isStem = info.inChannels <= FEW_CHANNELS &&
      info.filterHeight * info.filterWidth >= LARGE_FILTER;
    // A batch of one channel would be split among threads, see convolveOne().
    if (isStem && info.inChannels > 1) {
      return call.result(convolveByGradient(call, info), filterShape);
    }
    const { rows, columns, edge: flat } = patches(call, info);
    const dy = graph.node("Reshape", [call.edge("dy"), graph.integers([rows, info.outChannels])]);
    const dw = product(graph, {
      a: flat,
      b: dy,
      transA: true,
      rows: columns,
      inner: rows,
      columns: info.outChannels,
    });
    return call.result(graph.node("Reshape", [dw, graph.integers(filterShape)]), filterShape);
  });
  kernel(tf.MaxPool, (call) => {
    const info = poolInfo(call, call.info("x").shape);
    const y = call.graph.node("MaxPool", [transpose(call.graph, call.edge("x"), TO_NCHW)], {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pads: pads(info),
    });
    return call.result(transpose(call.graph, y, TO_NHWC), info.outShape);
  });
  kernel(tf.MaxPoolGrad, (call) => {
    const x = call.info("input");
    const info = poolInfo(call, x.shape);
    return call.result(transpose(call.graph, maxPoolGradient(call, info), TO_NHWC), x.shape);
  });
}

/**
 * The convolution of a single image as im2col(x) · filter: onnxruntime splits one image among its
 * threads in a way that changes the rounding, and gives each thread whole images where there are more.
 */
function convolveOne(call: Call, info: ConvInfo): string {
  const { graph } = call;
  const { rows, columns, edge } = patches(call, info);
  const size = graph.integers([columns, info.outChannels]);
  const filter = graph.node("Reshape", [call.edge("filter"), size]);
  const y = product(graph, { a: edge, b: filter, rows, inner: columns, columns: info.outChannels });
  return graph.node("Reshape", [y, graph.integers(info.outShape)]);
}

/** im2col of the input `x`: a row per output pixel, a column per value under the filter. */
function patches(call: Call, info: ConvInfo): { rows: number; columns: number; edge: string } {
  const { graph } = call;
  const windows = slideWindow(graph, pad(graph, call.edge("x"), info), info);
  const rows = info.batchSize * info.outHeight * info.outWidth;
  const columns = windows.length * info.inChannels;
  const edge = graph.node("Concat", windows, { axis: 3 });
  return { rows, columns, edge: graph.node("Reshape", [edge, graph.integers([rows, columns])]) };
}

/**
 * dW as the convolution of x by dy, whose pixels lie a stride apart; batch and channels change places.
 */
function convolveByGradient(call: Call, info: ConvInfo): string {
  const { graph } = call;
  const dw = graph.node("Conv", [
    transpose(graph, call.edge("x"), SWAP_BATCH_AND_CHANNELS),
    transpose(graph, call.edge("dy"), SWAP_BATCH_AND_CHANNELS),
  ], { dilations: [info.strideHeight, info.strideWidth], pads: pads(info) });
  // Rows and columns of x that no filter reaches make it larger.
  const filter = graph.node("Slice", [
    dw,
    graph.integers([0, 0]),
    graph.integers([info.filterHeight, info.filterWidth]),
    graph.integers([2, 3]),
  ]);
  // [in, out, height, width]
  return transpose(graph, filter, [2, 3, 0, 1]);
}

/**
 * Adds each output's gradient to the first position of its window that holds the maximum, as NCHW;
 * ScatterElements adds one value after the other, on any number of threads.
 */
function maxPoolGradient(call: Call, info: ConvInfo): string {
  const { graph } = call;
  const [, positions] = graph.nodes("MaxPool", [transpose(graph, call.edge("input"), TO_NCHW)], 2, {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: pads(info),
  });
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  const size = graph.integers([shape.reduce((product, d) => product * d)]);
  const flat = graph.integers([-1]);
  const sums = graph.node("ScatterElements", [
    graph.node("Expand", [graph.constant("float32", [], [0]), size]),
    graph.node("Reshape", [positions!, flat]),
    graph.node("Reshape", [transpose(graph, call.edge("dy"), TO_NCHW), flat]),
  ], { axis: 0, reduction: "add" });
  return graph.node("Reshape", [sums, graph.integers(shape)]);
}

/** The strided view of a padded NHWC input at each position of the filter window, row by row. */
function slideWindow(graph: Graph, x: string, info: ConvInfo): string[] {
  const { strideHeight: sh, strideWidth: sw, outHeight, outWidth } = info;
  const views: string[] = [];
  for (let i = 0; i < info.filterHeight; i++) {
    for (let j = 0; j < info.filterWidth; j++) {
      views.push(graph.node("Slice", [
        x,
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

function transpose(graph: Graph, x: string, perm: readonly number[]): string {
  return graph.node("Transpose", [x], { perm });
}

function pads({ padInfo: p }: ConvInfo): number[] {
  return [p.top, p.left, p.bottom, p.right];
}

type Pads = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];

function convInfo(call: Call, input: readonly number[], filter: readonly number[]): ConvInfo {
  const dilations = call.attrs.dilations as number | [number, number] | undefined;
  if (dilations !== undefined && [dilations].flat().some((d) => d !== 1)) {
    throw new Error(`Cannot trace a convolution with dilations ${dilations}: expected 1`);
  }
  return tf.backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    call.attrs.strides as [number, number],
    1,
    call.attrs.pad as Pads,
    call.attrs.dimRoundingMode as "floor" | undefined,
  );
}

function poolInfo(call: Call, input: readonly number[]): ConvInfo {
  return tf.backend_util.computePool2DInfo(
    input as [number, number, number, number],
    call.attrs.filterSize as [number, number],
    call.attrs.strides as [number, number],
    1,
    call.attrs.pad as Pads,
    call.attrs.dimRoundingMode as "floor" | undefined,
  );
}

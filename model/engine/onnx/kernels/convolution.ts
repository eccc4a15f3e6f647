/**
 * Convolution and pooling. tfjs is NHWC with HWIO filters, ONNX is NCHW with OIHW filters.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { type Call, kernel } from "./emit.ts";
import {
  convolveFew,
  FEW_FOR_GRADIENT,
  FEW_FOR_OUTPUT,
  fewFilterGradient,
  fewInputGradient,
  isFew,
} from "./few_pixels.ts";
import { type ConvInfo, pads, patches, transpose } from "./patches.ts";
import { product } from "./product.ts";

const TO_NCHW = [0, 3, 1, 2];
const TO_NHWC = [0, 2, 3, 1];
const HWIO_TO_OIHW = [3, 2, 0, 1];
const SWAP_BATCH_AND_CHANNELS = [3, 0, 1, 2];
/** A filter over so few channels, and as large as a stem's, makes im2col many copies of a few numbers. */
const FEW_CHANNELS = 4;
const LARGE_FILTER = 16;

export function registerConvolution(): void {
  kernel(tf.Conv2D, (call) => {
    const info = convInfo(call, call.info("x").shape, call.info("filter").shape);
    if (isFew(info, FEW_FOR_OUTPUT)) return call.result(convolveFew(call, info), info.outShape);
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
    if (isFew(info, FEW_FOR_GRADIENT)) return call.result(fewInputGradient(call, info), inputShape);
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
    if (isFew(info, FEW_FOR_GRADIENT)) {
      return call.result(fewFilterGradient(call, info), filterShape);
    }
    const isStem = info.inChannels <= FEW_CHANNELS &&
      info.filterHeight * info.filterWidth >= LARGE_FILTER;
    // A batch of one channel would be split among threads, see convolveOne().
    if (isStem && info.inChannels > 1) {
      return call.result(convolveByGradient(call, info), filterShape);
    }
    const { rows, columns, edge: flat } = patches(graph, call.edge("x"), info);
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
  const { rows, columns, edge } = patches(graph, call.edge("x"), info);
  const size = graph.integers([columns, info.outChannels]);
  const filter = graph.node("Reshape", [call.edge("filter"), size]);
  const y = product(graph, { a: edge, b: filter, rows, inner: columns, columns: info.outChannels });
  return graph.node("Reshape", [y, graph.integers(info.outShape)]);
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

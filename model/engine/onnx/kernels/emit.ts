/**
 * What kernels are written with: a view of one kernel call and a helper to register them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { BACKEND_NAME, graphType, type TraceBackend } from "../backend.ts";
import type { Graph } from "../graph.ts";

/** One call of a kernel. */
export interface Call {
  readonly graph: Graph;
  readonly attrs: Readonly<Record<string, unknown>>;
  /** An input's shape and dtype. */
  info(name: string): tf.TensorInfo;
  /** The edge of an input, or of a tensor. */
  edge(input: string | tf.TensorInfo): string;
  /** The number an input is filled with, if known while tracing. */
  uniform(name: string): number | undefined;
  /** The kernel's result: an edge with its shape and dtype. */
  result(edge: string, shape: readonly number[], dtype?: tf.DataType): tf.TensorInfo;
  /** The kernel's result, if it is filled with one number. */
  filled(value: number, shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  /** An input passed on under another shape, without a node if it is uniform. */
  reshaped(name: string, shape: readonly number[]): tf.TensorInfo;
  /** Every input in order, for kernels that take a list. */
  readonly list: readonly tf.TensorInfo[];
}

export type Emit = (call: Call) => tf.TensorInfo | tf.TensorInfo[];

/** Registers a tfjs kernel that records ONNX nodes. */
export function kernel(kernelName: string, emit: Emit): void {
  tf.registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      emit(makeCall(inputs, attrs as Record<string, unknown>, backend as TraceBackend)),
  });
}

function makeCall(
  inputs: tf.NamedTensorInfoMap,
  attrs: Record<string, unknown>,
  backend: TraceBackend,
): Call {
  const info = (name: string): tf.TensorInfo => {
    const input = inputs[name];
    if (input === undefined) throw new Error(`Cannot trace a kernel without its input "${name}"`);
    return input;
  };
  return {
    graph: backend.graph,
    attrs: attrs ?? {},
    info,
    edge: (input) => backend.edge(typeof input === "string" ? info(input) : input),
    uniform: (name) => backend.value(info(name)).uniform,
    result: (name, shape, dtype = "float32") => backend.wrap({ name }, shape, dtype),
    filled: (uniform, shape, dtype) => backend.wrap({ name: "", uniform }, shape, dtype),
    reshaped: (name, shape) => {
      const input = info(name);
      const value = backend.value(input);
      if (value.uniform !== undefined || sameShape(input.shape, shape)) {
        return backend.wrap(value, shape, input.dtype);
      }
      const edge = backend.graph.node("Reshape", [value.name, backend.graph.integers(shape)]);
      return backend.wrap({ name: edge }, shape, input.dtype);
    },
    list: Object.values(inputs) as tf.TensorInfo[],
  };
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Adds a Cast node. */
export function cast(graph: Graph, edge: string, dtype: tf.DataType): string {
  const to = { float32: 1, int32: 6, int64: 7, bool: 9 }[graphType(dtype)];
  return graph.node("Cast", [edge], { to });
}

/**
 * A tfjs backend that records instead of computing: its tensors are edges of an ONNX graph.
 *
 * tfjs calls a kernel, the kernel adds nodes (see `kernels/`) and returns the name of its result.
 * tfjs's own automatic differentiation runs on top and so records the backward pass too.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { Graph, type GraphType, type Value } from "./graph.ts";

export const BACKEND_NAME = "onnx-trace";

export class TraceBackend extends tf.KernelBackend {
  /** The graph that kernels add to. */
  graph = new Graph();
  /** Bytes of the graph's values, by edge. */
  readonly sizes = new Map<string, number>();
  readonly #values = new WeakMap<object, Value>();
  #count = 0;

  /** Begins a new graph. */
  start(): Graph {
    this.sizes.clear();
    return this.graph = new Graph();
  }

  /** A symbolic tensor info for a value of the graph. */
  wrap(value: Value, shape: readonly number[], dtype: tf.DataType): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, value);
    this.#count++;
    if (value.uniform === undefined) {
      this.sizes.set(
        value.name,
        tf.util.bytesPerElement(dtype) * tf.util.sizeFromShape([...shape]),
      );
    }
    return { dataId, shape: [...shape], dtype };
  }

  /** The value behind a tensor. */
  value(tensor: tf.TensorInfo): Value {
    const value = this.#values.get(tensor.dataId);
    if (value === undefined) {
      throw new Error(
        `Cannot trace a tensor of shape [${tensor.shape}] made outside the traced function, ` +
          "pass it as state or feed",
      );
    }
    return value;
  }

  /** The name of the edge that carries a tensor; writes the constant of a uniform value. */
  edge(tensor: tf.TensorInfo): string {
    const { name, uniform } = this.value(tensor);
    if (uniform === undefined) return name;
    const type = graphType(tensor.dtype);
    const scalar = this.graph.constant(type, [], [uniform]);
    if (tensor.shape.length === 0) return scalar;
    return this.graph.node("Expand", [scalar, this.graph.integers(tensor.shape)]);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    const numbers = values as Float32Array;
    const first = numbers[0];
    const uniform = first !== undefined && numbers.every((v) => Object.is(v, first));
    const value: Value = uniform
      ? { name: "", uniform: first }
      : { name: this.graph.constant(graphType(dtype), shape, numbers) };
    return this.wrap(value, shape, dtype).dataId;
  }

  override readSync(): never {
    throw new Error("Cannot read a tensor's value while its graph is traced");
  }
  override read(): never {
    return this.readSync();
  }
  override numDataIds(): number {
    return this.#count;
  }
  override disposeData(): boolean {
    this.#count--;
    return true;
  }
  override refCount(): number {
    return 1;
  }
  override incRef(): void {}
  override floatPrecision(): 32 {
    return 32;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override dispose(): void {}
}

/** The graph type of a tfjs dtype. */
export function graphType(dtype: tf.DataType): GraphType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new TypeError(`Cannot trace a tensor of dtype ${dtype}: expected float32, int32 or bool`);
}

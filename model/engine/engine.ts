/**
 * The engine contract: what runs tensor programs.
 *
 * A program is written once, in tfjs ops, as a pure function. An engine holds the program's state
 * (parameters, moments, running statistics) on its device and runs the function on it, either by
 * compiling it into one graph per feed shape (`onnx`) or eagerly (`js`).
 *
 * @module
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Key } from "../random.ts";

/** Names of the engines, in the words of `--engine`. */
export type EngineName = "onnx" | "tensorflow" | "webgpu" | "js";

/** What executes, in the words of `--device`. */
export type Device = "cpu" | "webgpu" | "cuda";

/** A tensor in host memory, row-major. */
export interface HostTensor {
  readonly dtype: "float32" | "int32";
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Named tensors in host memory. */
export type HostTensors = Record<string, HostTensor>;

/** Named tfjs tensors, symbolic while a graph is traced. */
export type Tensors = Record<string, Tensor>;

/** Randomness a program may use: a function of the run's key and of the call's place (site). */
export interface Randomness {
  /**
   * Inverted dropout multiplier of the given shape: 0 with probability `rate`, else 1 / (1 - rate).
   * Every call is a new site; sites are numbered in the order in which the program calls.
   */
  dropout(shape: readonly number[], rate: number): Tensor;
  /**
   * The multiplier that {@link dropout} gave, made anew when `after` is there: where it is needed
   * late, or again, it takes no memory until then.
   */
  again(multiplier: Tensor, after: Tensor): Tensor;
}

/**
 * A pure tensor program: it never reads a tensor's value and never branches on one.
 *
 * `state` in the result holds the replaced entries only (same names, shapes and dtypes).
 */
export type StepFunction = (
  state: Tensors,
  feed: Tensors,
  random: Randomness,
) => { state?: Tensors; outputs: Tensors };

/** A program with its state on a device. */
export interface Session {
  /**
   * Runs the program once and replaces the state.
   *
   * @param feed Inputs of this run; a new combination of shapes compiles a new graph.
   * @param key Key of this run's randomness; required if the program asks for randomness.
   * @returns The program's outputs, owned by the caller.
   */
  run(feed: HostTensors, key?: Key): Promise<HostTensors>;
  /** A copy of the state. */
  read(): Promise<HostTensors>;
  /** Another program on the same, live state: what one writes the other sees. */
  share(program: StepFunction): Session;
  dispose(): void;
}

export interface EngineOptions {
  /**
   * Threads of one session; an engine may use fewer. Never changes a result.
   * @default 1
   */
  threads?: number;
  /** Where `onnx` runs; the other engines have one device each. @default "cpu" */
  device?: Device;
}

export interface Engine {
  readonly name: EngineName;
  readonly device: Device;
  /** Copies `state` to the device and binds `program` to it. */
  load(program: StepFunction, state: HostTensors): Session;
}

/** A float32 host tensor. */
export function float32(
  data: Float32Array | readonly number[],
  shape: readonly number[],
): HostTensor {
  return hostTensor(
    "float32",
    data instanceof Float32Array ? data : Float32Array.from(data),
    shape,
  );
}

/** An int32 host tensor. */
export function int32(data: Int32Array | readonly number[], shape: readonly number[]): HostTensor {
  return hostTensor("int32", data instanceof Int32Array ? data : Int32Array.from(data), shape);
}

function hostTensor(
  dtype: HostTensor["dtype"],
  data: Float32Array | Int32Array,
  shape: readonly number[],
): HostTensor {
  const size = shape.reduce((product, d) => product * d, 1);
  if (size !== data.length) {
    throw new RangeError(
      `Cannot make a tensor of shape [${shape}]: it holds ${size} values, got ${data.length}`,
    );
  }
  return { dtype, shape: [...shape], data };
}

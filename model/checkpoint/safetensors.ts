/**
 * Safetensors: named tensors in one file.
 *
 * A file is checked completely before the first tensor is read; a part of a tensor is read without
 * reading the rest. Equal tensors and metadata are written as equal bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const data = Float32Array.of(1, 2, 3, 4);
 * const file = encodeSafetensors([{ name: "weight", dtype: "F32", shape: [2, 2], data }]);
 * assert.deepEqual(decodeSafetensors(file).readRows("weight", 1, 1), Float32Array.of(3, 4));
 * ```
 *
 * @module
 */
import type { HostTensor, HostTensors } from "../engine/engine.ts";
import type { TypedArray } from "./safetensors_dtypes.ts";
import { openSafetensors } from "./safetensors_read.ts";
import { type TensorData, writeSafetensors } from "./safetensors_write.ts";

export type { Dtype, TypedArray } from "./safetensors_dtypes.ts";
export type { Entry, TensorSpec } from "./safetensors_header.ts";
export { decodeSafetensors, openSafetensors, type SafetensorsFile } from "./safetensors_read.ts";
export {
  createSafetensors,
  encodeSafetensors,
  type SafetensorsWriter,
  type TensorData,
  writeSafetensors,
} from "./safetensors_write.ts";

/**
 * All tensors of a file for an engine: floats as float32 (float64 is rounded), the rest as int32.
 *
 * @throws {RangeError} on an I64 value outside int32.
 */
export function readTensors(path: string): HostTensors {
  using file = openSafetensors(path);
  const tensors = [...file.entries].map(([name, { shape }]): [string, HostTensor] => {
    const data = hostData(name, file.read(name));
    return [name, { dtype: data instanceof Float32Array ? "float32" : "int32", shape, data }];
  });
  return Object.fromEntries(tensors);
}

/** Writes an engine's tensors: float32 as F32, int32 as I32. */
export function writeTensors(path: string, tensors: HostTensors): void {
  const all = Object.entries(tensors).map(([name, { dtype, shape, data }]): TensorData => {
    return { name, dtype: dtype === "float32" ? "F32" : "I32", shape, data };
  });
  writeSafetensors(path, all);
}

function hostData(name: string, values: TypedArray): HostTensor["data"] {
  if (values instanceof Float32Array || values instanceof Int32Array) return values;
  if (values instanceof Float64Array) return Float32Array.from(values);
  if (!(values instanceof BigInt64Array)) return Int32Array.from(values);
  const wide = values.find((value) => BigInt.asIntN(32, value) !== value);
  if (wide !== undefined) {
    throw new RangeError(`Cannot hold tensor "${name}" in int32: it has the value ${wide}`);
  }
  return Int32Array.from(values, Number);
}

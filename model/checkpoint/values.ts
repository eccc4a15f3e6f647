/**
 * Values of tensors, as importing needs them.
 *
 * @module
 */
import type { Dtype, TypedArray } from "./safetensors_dtypes.ts";

/** Whether a dtype's values are floats, which float32 holds (float64 is rounded). */
export function isFloat(dtype: Dtype): boolean {
  return dtype.startsWith("F") || dtype === "BF16";
}

/** Floats as float32. */
export function float32Values(values: TypedArray): Float32Array {
  return values instanceof Float32Array ? values : new Float32Array(values as Float64Array);
}

/** Whether two arrays hold the same numbers; NaN is equal to itself. */
export function sameValues(a: TypedArray, b: TypedArray): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!Object.is(a[i], b[i])) return false;
  }
  return true;
}

/** Whether the values are 0, 1, 2, … */
export function isCounting(values: TypedArray): boolean {
  for (let i = 0; i < values.length; i++) {
    if (Number(values[i]) !== i) return false;
  }
  return true;
}

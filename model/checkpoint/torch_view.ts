/**
 * The values of a strided view, row-major.
 *
 * @module
 */
import { dtypeSize, type TypedArray, valuesOf } from "./safetensors_dtypes.ts";
import type { TensorRef } from "./torch_refs.ts";

/** How many values a tensor of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, d) => product * d, 1);
}

/**
 * The values of a tensor in its storage's bytes; one that is the whole storage is not copied.
 *
 * `value[i, j, …] = storage[offset + i · strides[0] + j · strides[1] + …]`
 */
export function viewValues(
  { storage: { dtype }, offset, shape, strides }: TensorRef,
  storage: Uint8Array<ArrayBuffer>,
): TypedArray {
  const width = dtypeSize(dtype);
  const size = sizeOf(shape);
  if (isContiguous(shape, strides)) {
    const begin = offset * width, end = (offset + size) * width;
    const whole = end - begin === storage.buffer.byteLength;
    return valuesOf(dtype, whole ? storage.buffer : storage.slice(begin, end).buffer);
  }
  const bytes = new Uint8Array(size * width);
  const index = shape.map(() => 0);
  let from = offset;
  for (let to = 0; to < size; to++) {
    for (let byte = 0; byte < width; byte++) {
      bytes[to * width + byte] = storage[from * width + byte]!;
    }
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return valuesOf(dtype, bytes.buffer);
}

/** Whether neighbours lie side by side; the stride of an axis of length 1 does not matter. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

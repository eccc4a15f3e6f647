/**
 * The safetensors dtypes that are read and written, and the arrays that hold their values.
 *
 * Bytes are little-endian, as on every machine Deno runs on.
 *
 * @module
 */

/** The array that holds a dtype's values; half-width floats are widened to float32. */
export interface Values {
  F64: Float64Array;
  F32: Float32Array;
  F16: Float32Array;
  BF16: Float32Array;
  I64: BigInt64Array;
  I32: Int32Array;
  I16: Int16Array;
  I8: Int8Array;
  U8: Uint8Array;
  /** One byte per value, 0 or 1. */
  BOOL: Uint8Array;
}

export type Dtype = keyof Values;
export type TypedArray = Values[Dtype];

interface DtypeInfo {
  /** Bytes of one value in a file. */
  readonly size: number;
  /** The array a file's bytes are seen as. */
  readonly array: {
    readonly BYTES_PER_ELEMENT: number;
    new (length: number): TypedArray;
    new (buffer: ArrayBuffer): TypedArray;
  };
}

const DTYPES: Readonly<Record<Dtype, DtypeInfo>> = {
  F64: { size: 8, array: Float64Array },
  F32: { size: 4, array: Float32Array },
  F16: { size: 2, array: Float32Array },
  BF16: { size: 2, array: Float32Array },
  I64: { size: 8, array: BigInt64Array },
  I32: { size: 4, array: Int32Array },
  I16: { size: 2, array: Int16Array },
  I8: { size: 1, array: Int8Array },
  U8: { size: 1, array: Uint8Array },
  BOOL: { size: 1, array: Uint8Array },
};

/** Names of the supported dtypes, widest first. */
export const DTYPE_NAMES = Object.keys(DTYPES) as readonly Dtype[];

export function isDtype(name: unknown): name is Dtype {
  return typeof name === "string" && Object.hasOwn(DTYPES, name);
}

/** Bytes of one value of `dtype` in a file. */
export function dtypeSize(dtype: Dtype): number {
  return DTYPES[dtype].size;
}

/** Whether `data` is the array that holds values of `dtype`. */
export function holds(dtype: Dtype, data: ArrayBufferView): data is TypedArray {
  return data instanceof DTYPES[dtype].array;
}

/** The values in a file's bytes; half-width floats are widened exactly, the rest is a view. */
export function valuesOf(dtype: Dtype, bytes: ArrayBuffer): TypedArray {
  if (dtype === "F16") return Float32Array.from(new Float16Array(bytes));
  if (dtype === "BF16") return widen(new Uint16Array(bytes));
  return new DTYPES[dtype].array(bytes);
}

/** A file's bytes of values; float32 is rounded to the nearest half-width float, ties to even. */
export function bytesOf(dtype: Dtype, data: TypedArray): Uint8Array {
  const array = dtype === "F16"
    ? Float16Array.from(data as Float32Array)
    : dtype === "BF16"
    ? narrow(data as Float32Array)
    : data;
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** bfloat16 is the upper half of a float32. */
function widen(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

function narrow(data: Float32Array): Uint16Array {
  const bits = new Uint32Array(Float32Array.from(data).buffer);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i]!;
    const isNaN = (b & 0x7fffffff) > 0x7f800000;
    halves[i] = isNaN ? (b >>> 16) | 0x40 : (b + 0x7fff + ((b >>> 16) & 1)) >>> 16;
  }
  return halves;
}

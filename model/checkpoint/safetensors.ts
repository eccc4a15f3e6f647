/**
 * Reading and writing safetensors, whole or in parts.
 *
 * A file is checked completely before the first tensor is read; a part of a tensor is read without
 * reading the rest. Equal tensors and metadata are written as equal bytes.
 *
 * ```ts
 * writeTensors("model.safetensors", { weight: float32([1, 2], [2]) });
 * const { weight } = readTensors("model.safetensors");
 * ```
 *
 * @module
 */
import type { HostTensor, HostTensors } from "../engine/engine.ts";
import {
  bytesOf,
  type Dtype,
  dtypeSize,
  holds,
  type TypedArray,
  valuesOf,
} from "./safetensors_dtypes.ts";
import {
  type Entry,
  formatHeader,
  type Header,
  headerLength,
  parseHeader,
  type TensorSpec,
} from "./safetensors_header.ts";

export type { Dtype, Entry, TensorSpec, TypedArray };

/** A tensor with its values: row-major, F16 and BF16 as float32, BOOL as 0 and 1. */
export interface TensorData extends TensorSpec {
  readonly data: TypedArray;
}

/** An opened safetensors file. */
export interface SafetensorsFile extends Header {
  /**
   * All values of a tensor, row-major.
   *
   * @throws {RangeError} if there is no tensor of that name.
   */
  read(name: string): TypedArray;
  /**
   * The values of `tensor[start : start + count]`, row-major; reads nothing else.
   *
   * @throws {RangeError} if there is no such tensor or row.
   */
  readRows(name: string, start: number, count: number): TypedArray;
  close(): void;
  [Symbol.dispose](): void;
}

/** A file whose tensors are written in pieces, in any order. */
export interface SafetensorsWriter {
  /** Appends values to a tensor. @throws {RangeError} if it gets more than its shape holds. */
  write(name: string, data: TypedArray): void;
  /** @throws {RangeError} if a tensor got fewer values than its shape holds. */
  close(): void;
}

/**
 * Opens a file and checks its header; no tensor is read yet.
 *
 * @throws {SyntaxError} if it is not a complete, well-formed safetensors file.
 */
export function openSafetensors(path: string): SafetensorsFile {
  const file = Deno.openSync(path, { read: true });
  try {
    const fileSize = file.statSync().size;
    const first = readAt(file, 0, Math.min(8, fileSize));
    const header = readAt(file, 8, headerLength(new Uint8Array(first), fileSize));
    return reader(
      parseHeader(new Uint8Array(header), fileSize),
      (offset, bytes) => readAt(file, offset, bytes),
      () => file.close(),
    );
  } catch (error) {
    file.close();
    if (error instanceof SyntaxError) error.message += ` in ${path}`;
    throw error;
  }
}

/** {@link openSafetensors} for a file in memory. */
export function decodeSafetensors(file: Uint8Array): SafetensorsFile {
  const length = headerLength(file.subarray(0, 8), file.length);
  return reader(
    parseHeader(file.subarray(8, 8 + length), file.length),
    (offset, bytes) => file.slice(offset, offset + bytes).buffer as ArrayBuffer,
    () => {},
  );
}

/**
 * Creates a file for the given tensors, to be filled in pieces.
 *
 * @throws {RangeError} on a repeated or reserved name or an impossible shape.
 */
export function createSafetensors(
  path: string,
  tensors: Iterable<TensorSpec>,
  metadata: Readonly<Record<string, string>> = {},
): SafetensorsWriter {
  const { bytes, entries } = formatHeader(tensors, metadata);
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  writeAt(file, 0, bytes);
  const written = new Map<string, number>();
  return {
    write(name, data) {
      const entry = entryOf(entries, name);
      const chunk = encode(name, entry.dtype, data);
      const done = written.get(name) ?? 0;
      if (done + chunk.length > entry.bytes) throw sizeError(name, entry, done + chunk.length);
      writeAt(file, entry.offset + done, chunk);
      written.set(name, done + chunk.length);
    },
    close() {
      file.close();
      for (const [name, entry] of entries) {
        const done = written.get(name) ?? 0;
        if (done < entry.bytes) throw sizeError(name, entry, done);
      }
    },
  };
}

/**
 * Writes a file at once.
 *
 * @throws {RangeError} on a repeated or reserved name, or data that does not fit its shape.
 * @throws {TypeError} on data whose array does not hold its dtype.
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<TensorData>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const all = [...tensors];
  const writer = createSafetensors(path, all, metadata);
  try {
    for (const { name, data } of all) writer.write(name, data);
  } finally {
    writer.close();
  }
}

/** {@link writeSafetensors} into memory. */
export function encodeSafetensors(
  tensors: Iterable<TensorData>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const all = [...tensors];
  const { bytes, entries, fileSize } = formatHeader(all, metadata);
  const file = new Uint8Array(fileSize);
  file.set(bytes);
  for (const { name, dtype, data } of all) {
    const entry = entries.get(name)!;
    const chunk = encode(name, dtype, data);
    if (chunk.length !== entry.bytes) throw sizeError(name, entry, chunk.length);
    file.set(chunk, entry.offset);
  }
  return file;
}

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

function reader(
  header: Header,
  read: (offset: number, bytes: number) => ArrayBuffer,
  close: () => void,
): SafetensorsFile {
  return {
    ...header,
    read(name) {
      const { dtype, offset, bytes } = entryOf(header.entries, name);
      return valuesOf(dtype, read(offset, bytes));
    },
    readRows(name, start, count) {
      const { dtype, shape, offset, bytes } = entryOf(header.entries, name);
      const rows = shape[0] ?? 0;
      const valid = Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0;
      if (!valid || start + count > rows) {
        throw new RangeError(
          `Cannot read rows ${start} to ${start + count} of tensor "${name}": it has ${rows} rows`,
        );
      }
      const stride = rows === 0 ? 0 : bytes / rows;
      return valuesOf(dtype, read(offset + start * stride, count * stride));
    },
    close,
    [Symbol.dispose]: close,
  };
}

function entryOf(entries: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = entries.get(name);
  if (entry === undefined) {
    const names = [...entries.keys()].slice(0, 10).join(", ");
    throw new RangeError(`Cannot find tensor "${name}": the file has ${entries.size} (${names})`);
  }
  return entry;
}

function encode(name: string, dtype: Dtype, data: TypedArray): Uint8Array {
  if (!holds(dtype, data)) {
    throw new TypeError(`Cannot write tensor "${name}" as ${dtype}: got ${data.constructor.name}`);
  }
  return bytesOf(dtype, data);
}

function sizeError(name: string, { dtype, shape, bytes }: Entry, got: number): RangeError {
  const size = dtypeSize(dtype);
  return new RangeError(
    `Cannot write tensor "${name}": shape [${shape}] holds ${bytes / size} values, ` +
      `got ${got / size}`,
  );
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

function readAt(file: Deno.FsFile, offset: number, bytes: number): ArrayBuffer {
  const buffer = new Uint8Array(bytes);
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < bytes;) {
    const n = file.readSync(buffer.subarray(done));
    if (n === null) {
      throw new SyntaxError(`Cannot read safetensors: the file ends at byte ${offset + done}`);
    }
    done += n;
  }
  return buffer.buffer;
}

function writeAt(file: Deno.FsFile, offset: number, bytes: Uint8Array): void {
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

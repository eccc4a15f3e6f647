/**
 * Writing safetensors, at once or in pieces.
 *
 * @module
 */
import { bytesOf, type Dtype, dtypeSize, holds, type TypedArray } from "./safetensors_dtypes.ts";
import { type Entry, entryOf, formatHeader, type TensorSpec } from "./safetensors_header.ts";

/** A tensor with its values: row-major, F16 and BF16 as float32, BOOL as 0 and 1. */
export interface TensorData extends TensorSpec {
  readonly data: TypedArray;
}

/** A file whose tensors are written in pieces, in any order. */
export interface SafetensorsWriter {
  /** Appends values to a tensor. @throws {RangeError} if it gets more than its shape holds. */
  write(name: string, data: TypedArray): void;
  /** @throws {RangeError} if a tensor got fewer values than its shape holds. */
  close(): void;
  /** Gives the file up without a check, unless it is closed. */
  [Symbol.dispose](): void;
}

/**
 * Creates a file for the given tensors, to be filled in pieces.
 *
 * @param kept Values of each tensor that an interrupted writer of the same tensors left in the file;
 * it goes on from there.
 * @throws {RangeError} on a repeated or reserved name or an impossible shape.
 */
export function createSafetensors(
  path: string,
  tensors: Iterable<TensorSpec>,
  metadata: Readonly<Record<string, string>> = {},
  kept: Readonly<Record<string, number>> = {},
): SafetensorsWriter {
  const { bytes, entries } = formatHeader(tensors, metadata);
  const written = new Map(
    Object.entries(kept).map(([name, values]) => {
      return [name, values * dtypeSize(entryOf(entries, name).dtype)];
    }),
  );
  const file = Deno.openSync(path, { write: true, create: true, truncate: written.size === 0 });
  writeAt(file, 0, bytes);
  let open = true;
  const close = () => {
    if (open) file.close();
    open = false;
  };
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
      close();
      for (const [name, entry] of entries) {
        const done = written.get(name) ?? 0;
        if (done < entry.bytes) throw sizeError(name, entry, done);
      }
    },
    [Symbol.dispose]: close,
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
  using writer = createSafetensors(path, all, metadata);
  for (const { name, data } of all) writer.write(name, data);
  writer.close();
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

function encode(name: string, dtype: Dtype, data: TypedArray): Uint8Array {
  const array = data.constructor.name;
  if (!holds(dtype, data)) {
    throw new TypeError(`Cannot write tensor "${name}" as ${dtype}: got values in a ${array}`);
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

function writeAt(file: Deno.FsFile, offset: number, bytes: Uint8Array): void {
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

/**
 * Reading safetensors, whole or in parts.
 *
 * @module
 */
import { openForReading } from "./open_for_reading.ts";
import { type TypedArray, valuesOf } from "./safetensors_dtypes.ts";
import { entryOf, type Header, headerLength, parseHeader } from "./safetensors_header.ts";

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

/**
 * Opens a file and checks its header; no tensor is read yet.
 *
 * @throws {SyntaxError} if it is not a complete, well-formed safetensors file.
 */
export function openSafetensors(path: string): SafetensorsFile {
  const file = openForReading(path);
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

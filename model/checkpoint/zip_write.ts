/**
 * Writing zip files of stored entries.
 *
 * Equal entries give equal bytes: all of them are dated 1 January 1980.
 *
 * @module
 */
import { crc32 } from "node:zlib";

/** A zip file being written. */
export interface ZipWriter {
  /** Appends an entry whose data starts at a multiple of 64 bytes. */
  add(name: string, bytes: Uint8Array): void;
  /** Writes the directory. */
  close(): void;
  /** Gives the file up, unless it is closed. */
  [Symbol.dispose](): void;
}

const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;
const VERSION = 20, UTF8 = 0x800, STORED = 0, MIDNIGHT = 0, NEW_YEAR_1980 = 0x21;
const ALIGNMENT = 64;
/** The extra field that PyTorch fills up with to align data. */
const PADDING = 0x4246;
/** More needs zip64. */
const MAX_BYTES = 0xffffffff, MAX_ENTRIES = 0xffff;

export function createZip(path: string): ZipWriter {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const directory: Uint8Array[] = [];
  let [size, open] = [0, true];
  const write = (bytes: Uint8Array) => {
    if (size + bytes.length > MAX_BYTES || directory.length / 4 > MAX_ENTRIES) {
      throw new RangeError(`Cannot write ${path}: over 4 GB or 65535 tensors, use safetensors`);
    }
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    size += bytes.length;
  };
  const close = () => {
    if (open) file.close();
    open = false;
  };
  return {
    add(name, bytes) {
      const encoded = new TextEncoder().encode(name);
      const place = size;
      const bare = place + 30 + encoded.length + 4;
      const padding = (ALIGNMENT - bare % ALIGNMENT) % ALIGNMENT;
      const facts = fields(
        [VERSION, 2],
        [UTF8, 2],
        [STORED, 2],
        [MIDNIGHT, 2],
        [NEW_YEAR_1980, 2],
        [crc32(bytes), 4],
        [bytes.length, 4],
        [bytes.length, 4],
        [encoded.length, 2],
      );
      write(fields([LOCAL, 4]));
      write(facts);
      write(fields([4 + padding, 2]));
      write(encoded);
      write(fields([PADDING, 2], [padding, 2]));
      write(new Uint8Array(padding));
      write(bytes);
      const rest = fields([0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [place, 4]);
      directory.push(fields([CENTRAL, 4], [VERSION, 2]), facts, rest, encoded);
    },
    close() {
      const place = size;
      const count = directory.length / 4;
      for (const record of directory) write(record);
      const bytes = size - place;
      write(fields([END, 4], [0, 4], [count, 2], [count, 2], [bytes, 4], [place, 4], [0, 2]));
      close();
    },
    [Symbol.dispose]: close,
  };
}

/** Little-endian numbers of 2 or 4 bytes. */
function fields(...numbers: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of numbers) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

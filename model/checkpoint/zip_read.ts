/**
 * Reading entries of a zip file.
 *
 * @module
 */
import { crc32, inflateRawSync } from "node:zlib";
import type { RandomAccess } from "./random_access.ts";
import { clipped, refuse } from "./torch_error.ts";
import type { ZipEntry } from "./zip_entry.ts";

/**
 * The bytes of an entry.
 *
 * @throws {SyntaxError} if they do not have the size and checksum of the directory.
 */
export function readZipEntry(file: RandomAccess, entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const packed = file.read(entry.offset, entry.packed);
  const bytes = entry.deflated ? inflate(packed, entry) : packed;
  if (crc32(bytes) !== entry.crc) {
    refuse(`zip entry "${clipped(entry.name)}" is damaged: its checksum is wrong`);
  }
  return bytes;
}

function inflate(packed: Uint8Array, { name, size }: ZipEntry): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array | undefined;
  try {
    // One byte more than announced is enough to see that there is more.
    bytes = inflateRawSync(packed, { maxOutputLength: size + 1 });
  } catch {
    // Not deflate at all, broken off, or longer than announced.
  }
  if (bytes?.length !== size) {
    refuse(`zip entry "${clipped(name)}" does not inflate to the ${size} bytes announced`);
  }
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
}

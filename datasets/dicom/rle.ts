/**
 * DICOM's run-length code.
 *
 * Source: DICOM PS3.5, annex G.
 *
 * @module
 */

/**
 * Decodes a frame of grey pixels.
 *
 * @param frame A header of 16 words of 32 bits (the number of segments, then where each begins), and
 * a segment per byte of a pixel, the most significant first.
 * @param pixels How many there are.
 * @param bytes Bytes of a pixel, 1 or 2.
 * @returns The pixels one after the other, little-endian.
 * @throws {Error} for a frame that does not hold them.
 */
export function decodeRle(frame: Uint8Array, pixels: number, bytes: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const segments = frame.length < 64 ? 0 : view.getUint32(0, true);
  if (segments !== bytes) {
    throw new Error(`its run-length code has ${segments} segments, expected ${bytes}`);
  }
  const data = new Uint8Array(pixels * bytes);
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 * (segment + 1), true);
    const end = segment + 1 < segments ? view.getUint32(4 * (segment + 2), true) : frame.length;
    const plane = unpack(frame.subarray(start, end), pixels);
    const place = bytes - 1 - segment;
    for (let i = 0; i < pixels; i++) data[i * bytes + place] = plane[i]!;
  }
  return data;
}

/** n from 0 to 127: the next n + 1 bytes; from 129: the next byte 257 - n times; 128: nothing. */
function unpack(code: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let [at, to] = [0, 0];
  while (to < length) {
    const n = code[at++];
    const count = n === undefined ? 0 : n < 128 ? n + 1 : 257 - n;
    const used = n === undefined || n < 128 ? count : 1;
    if (n === undefined || at + used > code.length) {
      throw new Error(`its run-length code ends after ${to} of ${length} pixels`);
    }
    if (n === 128) continue;
    if (n < 128) bytes.set(code.subarray(at, at + Math.min(count, length - to)), to);
    else bytes.fill(code[at]!, to, to + count);
    at += used;
    to += count;
  }
  return bytes;
}

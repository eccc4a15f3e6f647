/**
 * A perceptual hash: images that look alike have hashes that differ in few bits.
 *
 * @module
 */

import { resize } from "../resample.ts";

/** Side of the grid whose neighbours are compared. */
const GRID = 32;

/** Words of 32 bits of a hash. */
export const HASH_WORDS = GRID * GRID / 32;

/**
 * dHash: bit `GRID · y + x` says that of an image of 33 × 32 pixels pixel `(x + 1, y)` is brighter
 * than `(x, y)`. Scale, compression and exposure change few bits.
 *
 * @param pixels Grey pixels `[size, size]`.
 * @param hash Where the {@link HASH_WORDS} words go.
 */
export function differenceHash(pixels: Uint8Array, size: number, hash: Uint32Array): void {
  const image = { width: size, height: size, channels: 1, data: pixels };
  const { data } = resize(image, GRID + 1, GRID);
  hash.fill(0);
  for (let y = 0; y < GRID; y++) {
    for (let x = 0; x < GRID; x++) {
      const at = (GRID + 1) * y + x;
      const bit = GRID * y + x;
      if (data[at + 1]! > data[at]!) hash[bit >> 5]! |= 1 << (bit & 31);
    }
  }
}

/** In how many bits the hashes of two images differ; hashes lie one after the other. */
export function hashDistance(hashes: Uint32Array, a: number, b: number): number {
  let bits = 0;
  for (let k = 0; k < HASH_WORDS; k++) {
    bits += ones(hashes[a * HASH_WORDS + k]! ^ hashes[b * HASH_WORDS + k]!);
  }
  return bits;
}

/** The ones among 32 bits. */
function ones(word: number): number {
  let value = word - ((word >>> 1) & 0x55555555);
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

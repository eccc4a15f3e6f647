/**
 * Groups of images that look alike.
 *
 * @module
 */

import { HASH_WORDS, hashDistance } from "./image_hash.ts";

/** Parts of a hash, of 16 bits each. */
const PARTS = 2 * HASH_WORDS;

/**
 * Hashes that differ in fewer of their 1,024 bits are of one image: of 72 phantoms of 256 × 256
 * pixels, scaled by 1.25 and compressed at quality 80, at most 42 bits differ; between two studies at
 * least 113. One part of such a pair is then equal, so only images with an equal part are compared.
 */
export const NEAR = PARTS;

/**
 * Groups images by their hashes.
 *
 * @param hashes One after the other, {@link HASH_WORDS} words each.
 * @param indices The images to look at.
 * @returns Groups of two or more, each in order, the groups by their first image. Two images of a
 * group may differ by more than {@link NEAR} bits where others stand between them.
 */
export function nearImages(hashes: Uint32Array, indices: readonly number[]): number[][] {
  const parent = new Map(indices.map((index) => [index, index]));
  const root = (index: number): number => {
    let at = index;
    while (parent.get(at)! !== at) at = parent.get(at)!;
    parent.set(index, at);
    return at;
  };
  const join = (a: number, b: number) => {
    const [x, y] = [root(a), root(b)];
    parent.set(Math.max(x, y), Math.min(x, y));
  };
  // Equal ones first: many blank images would be compared each with each.
  const distinct = new Map<string, number>();
  for (const index of indices) {
    const key = hashes.subarray(index * HASH_WORDS, (index + 1) * HASH_WORDS).join();
    const same = distinct.get(key);
    if (same === undefined) distinct.set(key, index);
    else join(same, index);
  }
  for (let part = 0; part < PARTS; part++) {
    const value = (index: number) =>
      (hashes[index * HASH_WORDS + (part >> 1)]! >>> 16 * (part & 1)) & 0xffff;
    const bands = Map.groupBy(distinct.values(), value);
    bands.delete(0); // flat: borders of many images are
    for (const band of bands.values()) {
      for (let i = 0; i < band.length; i++) {
        for (let k = i + 1; k < band.length; k++) {
          if (hashDistance(hashes, band[i]!, band[k]!) < NEAR) join(band[i]!, band[k]!);
        }
      }
    }
  }
  return [...Map.groupBy(indices, root).values()].filter((group) => group.length > 1);
}

/**
 * Groups of images that look alike.
 *
 * @module
 */

import { HASH_WORDS, hashDistance } from "./image_hash.ts";

/**
 * Hashes that differ in fewer bits are of one image. One of the {@link HASH_WORDS} words of such a
 * pair is then equal, so only images with an equal word are compared.
 */
export const NEAR = HASH_WORDS;

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
  for (let word = 0; word < HASH_WORDS; word++) {
    const bands = Map.groupBy(distinct.values(), (index) => hashes[index * HASH_WORDS + word]!);
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

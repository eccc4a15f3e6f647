/**
 * Decodes every image of a dataset once.
 *
 * @module
 */

import type { Dataset } from "../dataset.ts";
import { mapPool } from "../files/pool.ts";
import { ImageError } from "../image.ts";
import { resize } from "../resample.ts";
import { differenceHash, HASH_WORDS } from "./image_hash.ts";

/** An image that cannot be used. */
export interface BrokenImage {
  readonly index: number;
  readonly missing: boolean;
  readonly reason: string;
}

/** What is kept of the images: 128 bytes of each. */
export interface ImageScan {
  /** {@link HASH_WORDS} words of each study; 0 for a broken image. */
  readonly hashes: Uint32Array;
  readonly broken: readonly BrokenImage[];
}

/** Images decoded at once: each can take 100 MB. */
const AT_ONCE = 4;

/** Side of the images that are hashed. */
const SIDE = 64;

/**
 * Hashes the images of all studies.
 *
 * @param onProgress Called after every image.
 * @throws what the dataset throws, if it is no image's fault.
 */
export async function scanImages(
  dataset: Dataset,
  onProgress: (done: number, total: number) => void,
): Promise<ImageScan> {
  const { examples } = dataset;
  const hashes = new Uint32Array(examples.length * HASH_WORDS);
  const broken: BrokenImage[] = [];
  const scan = async (index: number) => {
    try {
      const hash = hashes.subarray(index * HASH_WORDS, (index + 1) * HASH_WORDS);
      differenceHash(await imageOf(dataset, index, SIDE), SIDE, hash);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      return { index, missing: error.missing, reason: error.message };
    }
  };
  let done = 0;
  for await (const found of mapPool([...examples.keys()], scan, AT_ONCE)) {
    if (found) broken.push(found);
    onProgress(++done, examples.length);
  }
  return { hashes, broken };
}

/** An image in any size, of a prepared folder too. */
export async function imageOf(dataset: Dataset, index: number, size: number): Promise<Uint8Array> {
  const { imageSize = size } = dataset;
  const data = await dataset.image(index, imageSize);
  return resize({ width: imageSize, height: imageSize, channels: 1, data }, size, size).data;
}

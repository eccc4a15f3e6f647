import assert from "node:assert/strict";
import sharp from "sharp";
import { openDataset, phantomConfigSchema } from "../../../datasets/mod.ts";
import { differenceHash, HASH_WORDS, hashDistance } from "../../../datasets/verify/image_hash.ts";
import { NEAR, nearImages } from "../../../datasets/verify/near_images.ts";

function hashed(images: readonly { pixels: Uint8Array; size: number }[]): Uint32Array {
  const hashes = new Uint32Array(images.length * HASH_WORDS);
  images.forEach(({ pixels, size }, i) => {
    differenceHash(pixels, size, hashes.subarray(i * HASH_WORDS, (i + 1) * HASH_WORDS));
  });
  return hashes;
}

/** 64 × 64 pixels by column. */
function columns(grey: (x: number) => number) {
  return { pixels: Uint8Array.from({ length: 64 * 64 }, (_, i) => grey(i % 64)), size: 64 };
}

Deno.test("differenceHash() has a one where the right neighbour is brighter", () => {
  assert.deepEqual(
    [...hashed([
      columns((x) => 3 * x),
      columns((x) => 255 - 3 * x),
      columns((x) => 3 * Math.min(x, 63 - x)), // a row is 8 ones, then 8 zeros
    ])],
    [...Array(8).fill(0xffffffff), ...Array(8).fill(0), ...Array(8).fill(0x00ff00ff)],
  );
});

Deno.test("hashDistance() counts the bits that differ", () => {
  const hashes = hashed([
    columns((x) => 3 * x),
    columns((x) => 255 - 3 * x),
    columns((x) => 3 * Math.min(x, 63 - x)),
  ]);
  assert.deepEqual([0, 1, 2].map((b) => hashDistance(hashes, 0, b)), [0, 256, 128]);
});

Deno.test("nearImages() joins images of fewer than 8 other bits, also over a third one", () => {
  const image = (...words: number[]) => [...words, ...Array(8 - words.length).fill(0)];
  const hashes = Uint32Array.from([
    image(), // 0
    image(1, 1, 1, 1, 1, 1, 1), // 1: 7 bits from 0
    image(1, 1, 1, 1, 1, 1, 1, 127), // 2: 14 from 0, 7 from 1
    image(0xff00), // 3: 8 bits from 0, 15 from 1
    image(0, 0, 0xf0f0f0f0), // 4
    image(0, 0, 0xf0f0f0f0), // 5: as 4
    image(), // 6: as 0, but not asked for
  ].flat());
  assert.deepEqual(nearImages(hashes, [0, 1, 2, 3, 4, 5]), [[0, 1, 2], [4, 5]]);
  assert.equal(hashDistance(hashes, 0, 3), NEAR);
});

Deno.test("copies that were compressed and scaled are near, other patients are not", async () => {
  const config = phantomConfigSchema.parse({ kind: "phantom", patients: 40 });
  const dataset = await openDataset(config);
  const indices = [...dataset.examples.keys()];
  const images = [];
  for (const index of indices) images.push({ pixels: await dataset.image(index, 64), size: 64 });
  assert.deepEqual(nearImages(hashed(images), indices), []);
  const large = await dataset.image(0, 256);
  const jpeg = await sharp(large, { raw: { width: 256, height: 256, channels: 1 } })
    .jpeg({ quality: 75 }).toBuffer();
  const copy = await sharp(jpeg).toColourspace("b-w").raw().toBuffer();
  images.push({ pixels: new Uint8Array(copy), size: 256 });
  assert.deepEqual(nearImages(hashed(images), [...indices, indices.length]), [[0, indices.length]]);
});

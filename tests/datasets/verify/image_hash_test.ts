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
      columns((x) => 3 * Math.min(x, 63 - x)), // a row is 16 ones, then 16 zeros
    ])],
    [...Array(32).fill(0xffffffff), ...Array(32).fill(0), ...Array(32).fill(0x0000ffff)],
  );
});

Deno.test("hashDistance() counts the bits that differ", () => {
  const hashes = hashed([
    columns((x) => 3 * x),
    columns((x) => 255 - 3 * x),
    columns((x) => 3 * Math.min(x, 63 - x)),
  ]);
  assert.deepEqual([0, 1, 2].map((b) => hashDistance(hashes, 0, b)), [0, 1024, 512]);
});

Deno.test("nearImages() joins images of fewer than 64 other bits, also over a third one", () => {
  /** 64 parts of 16 bits. */
  const image = (part: (k: number) => number) =>
    Array.from({ length: 32 }, (_, word) => part(2 * word) + part(2 * word + 1) * 65536);
  const hashes = Uint32Array.from([
    image(() => 1), // 0
    image((k) => k < 63 ? 3 : 1), // 1: 63 bits from 0
    image((k) => k < 63 ? 7 : 1), // 2: 126 from 0, 63 from 1
    image((k) => k < 4 ? 0xfffe : 1), // 3: 64 from 0, 119 from 1
    image(() => 0xf0f0), // 4
    image(() => 0xf0f0), // 5: as 4
    image(() => 1), // 6: as 0, but not asked for
  ].flat());
  assert.deepEqual(nearImages(hashes, [0, 1, 2, 3, 4, 5]), [[0, 1, 2], [4, 5]]);
  assert.equal(hashDistance(hashes, 0, 3), NEAR);
});

Deno.test("copies that were compressed and scaled are near, other patients are not", async () => {
  const config = phantomConfigSchema.parse({ kind: "phantom", patients: 20 });
  const dataset = await openDataset(config);
  const indices = [...dataset.examples.keys()];
  const images = [];
  for (const index of indices) images.push({ pixels: await dataset.image(index, 256), size: 256 });
  assert.deepEqual(nearImages(hashed(images), indices), []);
  const jpeg = await sharp(images[0]!.pixels, { raw: { width: 256, height: 256, channels: 1 } })
    .resize(300).jpeg({ quality: 75 }).toBuffer();
  const copy = await sharp(jpeg).toColourspace("b-w").raw().toBuffer();
  images.push({ pixels: new Uint8Array(copy), size: 300 });
  assert.deepEqual(nearImages(hashed(images), [...indices, indices.length]), [[0, indices.length]]);
});

import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { readGreyImage } from "../../datasets/image.ts";
import { type Box, crop, type Raster, toGrey, toRgb } from "../../datasets/raster.ts";
import { resize, resizedCrop, resizeShortSide } from "../../datasets/resample.ts";
import { int32 } from "../../model/engine/mod.ts";
import { normalizePixels } from "../../tasks/images.ts";
import { assertNumbersClose } from "./compare.ts";
import { engineParityTest, type Fixture, fixture, parityTest } from "./fixtures.ts";

const FILE = "b_image.safetensors";

parityTest("RGB to grey and grey to RGB of b_image", [FILE], () => {
  const source = fixture(FILE);
  assertRaster(toRgb(toGrey(raster(source, "rgb"))), source, "rgb_grayscale3");
  assertRaster(toRgb(raster(source, "gray")), source, "gray_convert_rgb");
});

parityTest("resizing of b_image", [FILE], () => {
  const source = fixture(FILE);
  const image = raster(source, "rgb");
  const both = source.names.filter((name) => /^resize_[a-z]+$/.test(name));
  const short = source.names.filter((name) => name.startsWith("resize_short_"));
  assert(both.length > 0 && short.length > 0);
  for (const name of both) {
    const [height, width] = source.shape(name);
    assertRaster(resize(image, width!, height!), source, name);
  }
  for (const name of short) {
    const side = Number(name.slice("resize_short_".length));
    assertRaster(resizeShortSide(image, side), source, name);
  }
});

parityTest("resized crops of b_image", [FILE], () => {
  const source = fixture(FILE);
  const boxes = boxesOf(source);
  const names = source.names.filter((name) => name.startsWith("resized_crop_"));
  assert.equal(names.length, boxes.length);
  boxes.forEach((box, index) => {
    const name = `resized_crop_${index}`;
    assertRaster(resizedCrop(raster(source, "rgb"), box, source.shape(name)[0]!), source, name);
  });
});

engineParityTest("normalised pixels of b_image", [FILE], async (engine) => {
  const source = fixture(FILE);
  const [height, width] = source.shape("rgb") as [number, number];
  const values = source.numbers("rgb");
  // One "image" for each channel: channel c of the result of image c is channel c of the picture.
  const planes = [0, 1, 2].flatMap((c) => values.filter((_, i) => i % 3 === c));
  const session = engine.load(
    (_state, { images }) => ({ outputs: { pixels: normalizePixels(images!) } }),
    {},
  );
  const { pixels } = await session.run({ images: int32(planes, [3, height, width]) });
  session.dispose();
  const size = height * width;
  const ours = [0, 1, 2].flatMap((c) =>
    Array.from({ length: size }, (_, i) => pixels!.data[(c * size + i) * 3 + c]!)
  );
  assertNumbersClose(ours, source.numbers("normalized_rgb"), 1e-6, "normalized_rgb");
});

parityTest("a channel of b_image's crops, read from a file", [FILE], async () => {
  const source = fixture(FILE);
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "image.png");
    for (const [index, box] of boxesOf(source).entries()) {
      const name = `resized_crop_${index}`;
      const cropped = channel(crop(raster(source, "rgb"), box), 1);
      const { width, height, data } = cropped;
      await sharp(data, { raw: { width, height, channels: 1 } }).png().toFile(path);
      const { data: expected } = channel(raster(source, name), 1);
      assertNumbersClose(await readGreyImage(path, source.shape(name)[0]!), expected, 1, name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function raster(source: Fixture, name: string): Raster {
  const [height, width, channels = 1] = source.shape(name) as [number, number, number?];
  return { width, height, channels, data: Uint8Array.from(source.numbers(name)) };
}

function channel({ channels, data, ...sizes }: Raster, index: number): Raster {
  return { ...sizes, channels: 1, data: data.filter((_, i) => i % channels === index) };
}

function boxesOf(source: Fixture): Box[] {
  const boxes: [number, number, number, number][] = JSON.parse(
    source.metadata.boxes_top_left_height_width!,
  );
  assert(boxes.length > 0);
  return boxes.map(([top, left, height, width]) => ({ top, left, height, width }));
}

/** Integers may differ by one. */
function assertRaster(actual: Raster, source: Fixture, name: string): void {
  const { data, ...sizes } = actual;
  const { data: expected, ...shape } = raster(source, name);
  assert.deepEqual(sizes, shape, `shape of ${name}`);
  assertNumbersClose(data, expected, 1, name);
}

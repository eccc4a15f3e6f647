import assert from "node:assert/strict";
import { crop, type Raster, toGrey, toRgb } from "../../datasets/raster.ts";

const raster = (width: number, channels: number, values: number[]): Raster => ({
  width,
  height: values.length / width / channels,
  channels,
  data: Uint8Array.from(values),
});

Deno.test("toGrey() rounds 0.299 R + 0.587 G + 0.114 B and leaves grey alone", () => {
  const primaries = raster(2, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
  assert.deepEqual(toGrey(primaries), raster(2, 1, [76, 150, 29, 255]));
  const grey = raster(2, 1, [3, 4]);
  assert.equal(toGrey(grey), grey);
});

Deno.test("toRgb() repeats grey", () => {
  assert.deepEqual(toRgb(raster(2, 1, [3, 9])), raster(2, 3, [3, 3, 3, 9, 9, 9]));
});

Deno.test("crop() takes the pixels of a box", () => {
  const image = raster(3, 1, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const box = { top: 1, left: 1, height: 2, width: 2 };
  assert.deepEqual(crop(image, box), raster(2, 1, [4, 5, 7, 8]));
  const colours = raster(2, 3, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(
    crop(colours, { top: 0, left: 1, height: 1, width: 1 }),
    raster(1, 3, [3, 4, 5]),
  );
});

Deno.test("crop() refuses a box that is empty or sticks out", () => {
  const image = raster(3, 1, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.throws(() => crop(image, { top: 2, left: 0, height: 2, width: 3 }), {
    name: "RangeError",
    message:
      "Cannot crop 3x3 pixels: the box 3x2 at (0, 2) is empty or sticks out, give one within the image",
  });
  for (
    const box of [
      { top: 0, left: 0, height: 0, width: 1 },
      { top: -1, left: 0, height: 1, width: 1 },
      { top: 0, left: 1, height: 1, width: 3 },
    ]
  ) assert.throws(() => crop(image, box), RangeError);
});

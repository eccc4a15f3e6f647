import assert from "node:assert/strict";
import fc from "fast-check";
import { CROP_RATIO, CROP_SCALE, randomResizedCropBox } from "../../datasets/random_crop.ts";
import { Key } from "../../model/random.ts";

const draw = (seed: number, width: number, height: number, scale = CROP_SCALE) =>
  randomResizedCropBox(Key.of(seed).stream(), { width, height }, scale);

Deno.test("a random box is within the image and depends on its key alone", () => {
  const side = fc.integer({ min: 1, max: 300 });
  fc.assert(fc.property(fc.nat(), side, side, (seed, width, height) => {
    const box = draw(seed, width, height);
    assert(box.width >= 1 && box.left >= 0 && box.left + box.width <= width);
    assert(box.height >= 1 && box.top >= 0 && box.top + box.height <= height);
    assert.deepEqual(draw(seed, width, height), box);
  }));
});

Deno.test("boxes of a square cover the shares and ratios that fit", () => {
  const boxes = Array.from({ length: 2000 }, (_, seed) => draw(seed, 1000, 1000));
  const shares = boxes.map(({ width, height }) => width * height / 1e6);
  const ratios = boxes.map(({ width, height }) => width / height);
  assert(Math.min(...shares) > 0.799 && Math.max(...shares) <= 1);
  // A box of 0.8 of a square fits if both sides do: ratios 0.8 to 1.25.
  assert(Math.min(...ratios) > 0.799 && Math.max(...ratios) < 1.251);
  assert(Math.min(...shares) < 0.81 && Math.min(...ratios) < 0.82 && Math.max(...ratios) > 1.22);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert(Math.abs(mean(ratios.map(Math.log))) < 0.01);
  // Places are uniform: the mean of left over its room is one half, four standard errors are 0.026.
  const places = boxes.filter(({ width }) => width < 1000)
    .map(({ left, width }) => left / (1000 - width));
  assert(Math.abs(mean(places) - 0.5) < 0.026, `${mean(places)}`);
});

Deno.test("a box that never fits is the largest central one of a permitted ratio", () => {
  const tooBig = [2, 3] as const;
  assert.deepEqual(draw(1, 53, 37, tooBig), { top: 0, left: 2, height: 37, width: 49 });
  assert.deepEqual(draw(1, 37, 53, tooBig), { top: 2, left: 0, height: 49, width: 37 });
  assert.deepEqual(draw(1, 40, 37, tooBig), { top: 0, left: 0, height: 37, width: 40 });
});

Deno.test("the settings are those of the original", () => {
  assert.deepEqual(CROP_SCALE, [0.8, 1.1]);
  assert.deepEqual(CROP_RATIO, [3 / 4, 4 / 3]);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Raster } from "../../datasets/raster.ts";
import { resize, resizedCrop, resizeShortSide } from "../../datasets/resample.ts";
import { assembleKernel, WASM } from "./resample_kernel.ts";

const grey = (width: number, values: number[]): Raster => ({
  width,
  height: values.length / width,
  channels: 1,
  data: Uint8Array.from(values),
});

Deno.test("resize() enlarges by interpolation between centres", () => {
  // Centres at 0.25, 0.75, 1.25, 1.75; the ends have one neighbour.
  assert.deepEqual(resize(grey(2, [0, 100]), 4, 1), grey(4, [0, 25, 75, 100]));
  assert.deepEqual(resize(grey(1, [0, 100]), 1, 4), grey(1, [0, 25, 75, 100]));
});

Deno.test("resize() shrinks with a triangle as wide as the scale asks for", () => {
  // Weights 3, 3, 1 of 7 for the first, 1, 3, 3 of 7 for the second.
  assert.deepEqual(resize(grey(4, [70, 0, 0, 210]), 2, 1), grey(2, [30, 90]));
});

Deno.test("resize() keeps channels apart", () => {
  const image = { width: 2, height: 1, channels: 3, data: Uint8Array.of(0, 9, 200, 100, 9, 0) };
  assert.deepEqual([...resize(image, 4, 1).data], [0, 9, 200, 25, 9, 150, 75, 9, 50, 100, 9, 0]);
});

Deno.test("resize() of one value is that value, at every size", () => {
  const side = fc.integer({ min: 1, max: 40 });
  fc.assert(fc.property(fc.nat(255), side, side, side, side, (value, w, h, width, height) => {
    const { data, ...sizes } = resize(grey(w, Array(w * h).fill(value)), width, height);
    assert.deepEqual(sizes, { width, height, channels: 1 });
    assert(data.length === width * height && data.every((one) => one === value));
  }));
});

Deno.test("resize() refuses a side that is no positive integer", () => {
  for (const [width, height] of [[0, 1], [1, -1], [1.5, 1], [1, NaN]] as const) {
    assert.throws(() => resize(grey(1, [0]), width, height), {
      name: "RangeError",
      message: `Cannot resize to ${width}x${height}: give positive whole numbers`,
    });
  }
});

Deno.test("resizeShortSide() cuts the longer side to a whole number", () => {
  const sizes = (width: number, height: number, size: number) => {
    const result = resizeShortSide(grey(width, Array(width * height).fill(0)), size);
    return [result.width, result.height];
  };
  // 24 · 53 / 37 = 34.4, 10 · 5 / 3 = 16.7
  assert.deepEqual(sizes(53, 37, 24), [34, 24]);
  assert.deepEqual(sizes(3, 5, 10), [10, 16]);
  assert.deepEqual(sizes(4, 4, 7), [7, 7]);
});

Deno.test("resizedCrop() sees nothing beside its box", () => {
  const image = grey(4, [255, 0, 100, 255]);
  const box = { top: 0, left: 1, height: 1, width: 2 };
  assert.deepEqual(
    resizedCrop(image, box, 4).data,
    Uint8Array.from([0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100]),
  );
});

/** The definition, pixel by pixel: triangle weights of 22 bits, rounded after each axis. */
function resized({ width, height, channels, data }: Raster, to: number, axis: "x" | "y"): number[] {
  const [from, other] = axis === "x" ? [width, height] : [height, width];
  if (to === from) return [...data];
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const made = new Array<number>(to * other * channels);
  for (let p = 0; p < to; p++) {
    const centre = (p + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), from);
    const shares = Array.from(
      { length: end - first },
      (_, i) => Math.max(1 - Math.abs((first + i - centre + 0.5) / reach), 0),
    );
    const total = shares.reduce((sum, share) => sum + share, 0);
    for (let q = 0; q < other; q++) {
      for (let c = 0; c < channels; c++) {
        const at = (i: number) => axis === "x" ? q * width + i : i * width + q;
        const sum = shares.reduce((sum, share, i) => {
          return sum + Math.round(share / total * 2 ** 22) * data[at(first + i) * channels + c]!;
        }, 2 ** 21);
        made[(axis === "x" ? q * to + p : p * width + q) * channels + c] = Math.floor(
          sum / 2 ** 22,
        );
      }
    }
  }
  return made;
}

Deno.test("resize() of any image is what the definition says", () => {
  const side = fc.integer({ min: 1, max: 70 });
  const channels = fc.constantFrom(1, 3);
  fc.assert(
    fc.property(
      side,
      side,
      channels,
      side,
      side,
      fc.nat(),
      (w, h, channels, width, height, key) => {
        const data = Uint8Array.from(
          { length: w * h * channels },
          (_, i) => Math.imul(i + key, 2654435761) >>> 24,
        );
        const image = { width: w, height: h, channels, data };
        const across = { ...image, width, data: Uint8Array.from(resized(image, width, "x")) };
        assert.deepEqual([...resize(image, width, height).data], resized(across, height, "y"));
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("resize() of an image larger than any before is what the definition says", () => {
  const data = Uint8Array.from({ length: 700 * 500 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
  const image = { width: 700, height: 500, channels: 1, data };
  const across = { ...image, width: 3, data: Uint8Array.from(resized(image, 3, "x")) };
  assert.deepEqual([...resize(image, 3, 2).data], resized(across, 2, "y"));
});

Deno.test("resample.wasm is what resample.wat says", async () => {
  assert.deepEqual(await Deno.readFile(WASM), await assembleKernel());
});

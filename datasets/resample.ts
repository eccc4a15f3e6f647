/**
 * Bilinear resizing with antialiasing of 8-bit images, number for number as Pillow does it.
 *
 * Every output pixel is a triangle-weighted mean of the input pixels under it; along a shrinking
 * axis the triangle widens with the scale. The horizontal pass comes first and is rounded to 8
 * bits. Weights are fixed-point numbers of 22 bits.
 *
 * Source: Pillow, `src/libImaging/Resample.c`; torchvision's `Resize` of PIL images calls it.
 *
 * @module
 */
import { type Box, crop, type Raster } from "./raster.ts";

const BITS = 22;
const HALF = 1 << (BITS - 1);

/**
 * Which input positions each output position is made of: those from `first[p]` on, with the weights
 * before `weights[ends[p]]` that are of no position before.
 */
interface Taps {
  readonly first: Int32Array;
  readonly ends: Int32Array;
  readonly weights: Int32Array;
}

/**
 * Resizes to `width` × `height`; the aspect ratio is not kept. An axis whose size stays is left
 * alone.
 *
 * @throws {RangeError} if a side is not a positive integer.
 */
export function resize(raster: Raster, width: number, height: number): Raster {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(`Cannot resize to ${width}x${height}: give positive whole numbers`);
    }
  }
  return resizeRows(resizeColumns(raster, width), height);
}

/** Resizes so that the shorter side has `size` pixels; the longer is cut to a whole number. */
export function resizeShortSide(raster: Raster, size: number): Raster {
  const { width, height } = raster;
  return width <= height
    ? resize(raster, size, Math.trunc(size * height / width))
    : resize(raster, Math.trunc(size * width / height), size);
}

/** The pixels of a box, resized to `size` × `size`; what is beside the box has no part in it. */
export function resizedCrop(raster: Raster, box: Box, size: number): Raster {
  return resize(crop(raster, box), size, size);
}

function resizeColumns(raster: Raster, width: number): Raster {
  if (width === raster.width) return raster;
  const { height, channels, data: from } = raster;
  const [line, made] = [raster.width * channels, width * channels];
  const data = new Uint8Array(made * height);
  const { first, ends, weights } = tapsOf(raster.width, width);
  // Four rows at once: a weight that was read serves four pixels. Past the end, the last row again.
  for (let y = 0; y < height; y += 4) {
    const [row1, row2, row3] = [1, 2, 3].map((row) => Math.min(row, height - 1 - y));
    const [line1, line2, line3] = [row1! * line, row2! * line, row3! * line];
    const [made1, made2, made3] = [row1! * made, row2! * made, row3! * made];
    for (let c = 0; c < channels; c++) {
      const top = y * line + c;
      for (let x = 0, to = y * made + c, k = 0; x < width; x++, to += channels) {
        let a = HALF, b = HALF, d = HALF, e = HALF;
        const end = ends[x]!;
        for (let at = top + Math.imul(first[x]!, channels); k < end; k++, at += channels) {
          const weight = weights[k]!;
          a = a + Math.imul(weight, from[at]!) | 0;
          b = b + Math.imul(weight, from[at + line1]!) | 0;
          d = d + Math.imul(weight, from[at + line2]!) | 0;
          e = e + Math.imul(weight, from[at + line3]!) | 0;
        }
        data[to] = a >> BITS;
        data[to + made1] = b >> BITS;
        data[to + made2] = d >> BITS;
        data[to + made3] = e >> BITS;
      }
    }
  }
  return { ...raster, width, data };
}

function resizeRows(raster: Raster, height: number): Raster {
  if (height === raster.height) return raster;
  const { data: from } = raster;
  const line = raster.width * raster.channels;
  const data = new Uint8Array(height * line);
  const { first, ends, weights } = tapsOf(raster.height, height);
  // Four pixels at once, as above.
  for (let y = 0, start = 0; y < height; start = ends[y++]!) {
    const [top, made, end] = [first[y]! * line, y * line, ends[y]!];
    for (let x = 0; x < line; x += 4) {
      const left = line - 1 - x;
      const x1 = left < 1 ? 0 : 1, x2 = left < 2 ? left : 2, x3 = left < 3 ? left : 3;
      let a = HALF, b = HALF, c = HALF, d = HALF;
      for (let k = start, at = top + x; k < end; k++, at += line) {
        const weight = weights[k]!;
        a = a + Math.imul(weight, from[at]!) | 0;
        b = b + Math.imul(weight, from[at + x1]!) | 0;
        c = c + Math.imul(weight, from[at + x2]!) | 0;
        d = d + Math.imul(weight, from[at + x3]!) | 0;
      }
      const to = made + x;
      data[to] = a >> BITS;
      data[to + x1] = b >> BITS;
      data[to + x2] = c >> BITS;
      data[to + x3] = d >> BITS;
    }
  }
  return { ...raster, height, data };
}

/** Weights of a triangle of half-width max(1, scale) around each output pixel's centre. */
function tapsOf(from: number, to: number): Taps {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const first = new Int32Array(to);
  const ends = new Int32Array(to);
  const weights = Array.from({ length: to }, (_, position) => {
    const centre = (position + 0.5) * scale;
    const begin = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), from);
    const own = Array.from(
      { length: end - begin },
      (_, i) => Math.max(1 - Math.abs((begin + i - centre + 0.5) / reach), 0),
    );
    const total = own.reduce((sum, weight) => sum + weight, 0);
    first[position] = begin;
    ends[position] = (ends[position - 1] ?? 0) + own.length;
    return own.map((weight) => Math.round(weight / total * 2 ** BITS));
  });
  return { first, ends, weights: Int32Array.from(weights.flat()) };
}

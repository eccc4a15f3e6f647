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

/** For each output position: the first input position, and the weights from there on. */
type Taps = readonly { readonly first: number; readonly weights: Int32Array }[];

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
  const data = new Uint8Array(width * height * channels);
  const taps = tapsOf(raster.width, width);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (const { first, weights } of taps) {
      const start = (y * raster.width + first) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = HALF;
        for (let i = 0, at = start + c; i < weights.length; i++, at += channels) {
          sum += weights[i]! * from[at]!;
        }
        data[to++] = sum >> BITS;
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
  const sums = new Int32Array(line);
  tapsOf(raster.height, height).forEach(({ first, weights }, y) => {
    sums.fill(HALF);
    weights.forEach((weight, i) => {
      const start = (first + i) * line;
      for (let x = 0; x < line; x++) sums[x]! += weight * from[start + x]!;
    });
    for (let x = 0; x < line; x++) data[y * line + x] = sums[x]! >> BITS;
  });
  return { ...raster, height, data };
}

/** Weights of a triangle of half-width max(1, scale) around each output pixel's centre. */
function tapsOf(from: number, to: number): Taps {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, position) => {
    const centre = (position + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), from);
    const weights = Float64Array.from(
      { length: end - first },
      (_, i) => Math.max(1 - Math.abs((first + i - centre + 0.5) / reach), 0),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      first,
      weights: Int32Array.from(weights, (weight) => Math.round(weight / total * 2 ** BITS)),
    };
  });
}

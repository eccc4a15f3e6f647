/**
 * Bilinear resizing with antialiasing of 8-bit images, number for number as Pillow does it.
 *
 * Every output pixel is a triangle-weighted mean of the input pixels under it; along a shrinking
 * axis the triangle widens with the scale. The horizontal pass comes first and is rounded to 8
 * bits. Weights are fixed-point numbers of 22 bits. Both passes are in `resample.wat`: they are most of
 * what preparing a dataset costs beside decoding.
 *
 * Source: Pillow, `src/libImaging/Resample.c`; torchvision's `Resize` of PIL images calls it.
 *
 * @module
 */
import { type Box, crop, type Raster } from "./raster.ts";
import { columns, memory, rows } from "./resample.wasm";

const BITS = 22;

/** Bits of the lower part of a weight, as the kernel takes it apart. */
const LOWER = 11;

/** Bytes past an image's end that the kernel may touch. */
const MARGIN = 16;

/** Which input positions an output position is made of: from `first` on, with these weights. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
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
  const { channels } = raster;
  const planes = Array.from({ length: channels }, (_, c) => {
    const plane = channels === 1 ? raster.data : raster.data.filter((_, i) => i % channels === c);
    return resizePlane({ ...raster, data: plane }, width, height);
  });
  if (channels === 1) return { ...raster, width, height, data: planes[0]! };
  const data = new Uint8Array(width * height * channels);
  planes.forEach((plane, c) => plane.forEach((value, i) => data[i * channels + c] = value));
  return { width, height, channels, data };
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

/** Both passes over one channel, in the kernel's memory: image, columns done, rows done, taps. */
function resizePlane(image: Raster, width: number, height: number): Uint8Array {
  const across = width === image.width ? undefined : columnTaps(tapsOf(image.width, width));
  const down = height === image.height ? undefined : rowTaps(tapsOf(image.height, height));
  if (!across && !down) return image.data;
  // The first pass looks at eight pixels at once, even of an image of one.
  const first = image.data.length + MARGIN + 8 * (across?.groups ?? 0);
  const second = first + width * image.height + MARGIN;
  const third = second + width * height + MARGIN;
  const taps = across?.bytes.length ?? 0;
  reserve(third + taps + (down?.length ?? 0));
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(image.data);
  if (across) {
    bytes.set(across.bytes, third);
    columns(0, image.width, image.height, first, width, third, across.groups);
  }
  const done = across ? first : 0;
  if (!down) return bytes.slice(done, done + width * height);
  bytes.set(down, third + taps);
  rows(done, width, second, height, third + taps);
  return bytes.slice(second, second + width * height);
}

/** Makes the kernel's memory large enough. */
function reserve(bytes: number): void {
  const more = Math.ceil((bytes - memory.buffer.byteLength) / 2 ** 16);
  if (more > 0) memory.grow(more);
}

/** Taps as the kernel's `columns` reads them: the same number of groups of eight for each position. */
function columnTaps(taps: readonly Taps[]): { bytes: Uint8Array; groups: number } {
  const most = taps.reduce((most, { weights }) => Math.max(most, weights.length), 0);
  const groups = Math.ceil(most / 8);
  const size = 4 + 32 * groups;
  const view = new DataView(new ArrayBuffer(taps.length * size));
  taps.forEach(({ first, weights }, position) => {
    view.setInt32(position * size, first, true);
    weights.forEach((weight, i) => {
      const at = position * size + 4 + 32 * (i >> 3) + 2 * (i & 7);
      view.setInt16(at, weight >> LOWER, true);
      view.setInt16(at + 16, weight & 2 ** LOWER - 1, true);
    });
  });
  return { bytes: new Uint8Array(view.buffer), groups };
}

/** Taps as the kernel's `rows` reads them. */
function rowTaps(taps: readonly Taps[]): Uint8Array {
  const words = taps.flatMap(({ first, weights }) => [first, weights.length, ...weights]);
  return new Uint8Array(Int32Array.from(words).buffer);
}

/** Weights of a triangle of half-width max(1, scale) around each output pixel's centre. */
function tapsOf(from: number, to: number): Taps[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, position) => {
    const centre = (position + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), from);
    const weights = Array.from(
      { length: end - first },
      (_, i) => Math.max(1 - Math.abs((first + i - centre + 0.5) / reach), 0),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => Math.round(weight / total * 2 ** BITS)) };
  });
}

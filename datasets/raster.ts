/**
 * 8-bit images in memory, and what changes neither their scale nor needs arithmetic on neighbours.
 *
 * @module
 */

/** An 8-bit image: row-major `[height, width, channels]`, 0 black. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red, green and blue. */
  readonly channels: number;
  readonly data: Uint8Array;
}

/** A rectangle of whole pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * RGB to grey by ITU-R 601 in 16-bit fixed point, as Pillow's `convert("L")`:
 * `(19595 R + 38470 G + 7471 B + 32768) >> 16`. A grey raster comes back as it is.
 */
export function toGrey(raster: Raster): Raster {
  const { width, height, channels, data: from } = raster;
  if (channels === 1) return raster;
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const at = i * channels;
    const sum = 19595 * from[at]! + 38470 * from[at + 1]! + 7471 * from[at + 2]!;
    data[i] = (sum + 32768) >> 16;
  }
  return { width, height, channels: 1, data };
}

/** Grey to RGB of three equal channels, as Pillow's `convert("RGB")`. */
export function toRgb(grey: Raster): Raster {
  const data = new Uint8Array(grey.data.length * 3);
  grey.data.forEach((value, i) => data.fill(value, 3 * i, 3 * i + 3));
  return { ...grey, channels: 3, data };
}

/**
 * The pixels of a box.
 *
 * @throws {RangeError} if the box is empty or not within the raster.
 */
export function crop(raster: Raster, { top, left, height, width }: Box): Raster {
  const right = left + width;
  const bottom = top + height;
  const inside = top >= 0 && left >= 0 && right <= raster.width && bottom <= raster.height;
  if (!inside || width < 1 || height < 1) {
    throw new RangeError(
      `Cannot crop ${raster.width}x${raster.height} pixels: the box ${width}x${height} at ` +
        `(${left}, ${top}) is empty or sticks out, give one within the image`,
    );
  }
  const stride = raster.width * raster.channels;
  const line = width * raster.channels;
  const data = new Uint8Array(height * line);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * stride + left * raster.channels;
    data.set(raster.data.subarray(from, from + line), y * line);
  }
  return { width, height, channels: raster.channels, data };
}

/**
 * The box of a random resized crop.
 *
 * @module
 */
import type { Stream } from "../model/random.ts";
import type { Box } from "./raster.ts";

/** Area as a share of the image, lowest and highest; more than 1 is possible but seldom fits. */
export const CROP_SCALE: readonly [number, number] = [0.8, 1.1];
/** Width over height, lowest and highest. */
export const CROP_RATIO: readonly [number, number] = [3 / 4, 4 / 3];

const TRIES = 10;

/**
 * Draws a box as torchvision's `RandomResizedCrop.get_params`: the area is uniform in `scale`, the
 * logarithm of the aspect ratio uniform, the place uniform among those that fit. If none of ten
 * draws fits, the box is the largest central one whose ratio is within `ratio`.
 *
 * The draws come from our stream, so boxes follow torchvision's distribution, not its sequence.
 */
export function randomResizedCropBox(
  stream: Stream,
  { width, height }: { readonly width: number; readonly height: number },
  scale = CROP_SCALE,
  ratio = CROP_RATIO,
): Box {
  for (let tries = 0; tries < TRIES; tries++) {
    const area = width * height * between(stream, scale);
    const aspect = Math.exp(between(stream, [Math.log(ratio[0]), Math.log(ratio[1])]));
    const w = Math.round(Math.sqrt(area * aspect));
    const h = Math.round(Math.sqrt(area / aspect));
    if (w > 0 && w <= width && h > 0 && h <= height) {
      const top = stream.int(height - h + 1);
      return { top, left: stream.int(width - w + 1), height: h, width: w };
    }
  }
  return centralBox(width, height, ratio);
}

function centralBox(width: number, height: number, ratio: readonly [number, number]): Box {
  const w = width / height > ratio[1] ? Math.round(height * ratio[1]) : width;
  const h = width / height < ratio[0] ? Math.round(width / ratio[0]) : height;
  const top = Math.floor((height - h) / 2);
  return { top, left: Math.floor((width - w) / 2), height: h, width: w };
}

function between(stream: Stream, [low, high]: readonly [number, number]): number {
  return low + (high - low) * stream.uniform();
}

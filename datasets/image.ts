/**
 * From an image file to the grey square the model sees.
 *
 * @module
 */

import { type Raster, toGrey } from "./raster.ts";
import { resize } from "./resample.ts";

/** An image that cannot be read or decoded. */
export class ImageError extends Error {
  override readonly name = "ImageError";

  /** @param missing Whether there is no such file. */
  constructor(message: string, readonly missing: boolean, cause: unknown) {
    super(message, { cause });
  }
}

/** The largest image that is decoded; the largest radiographs have 2 ** 25 pixels. */
const MOST_PIXELS = 2 ** 26;

/** How image files are read. */
export interface ImageOptions {
  /**
   * Whether files that end in `.dcm` are DICOM files.
   * @default false
   */
  readonly dicom?: boolean;
}

/**
 * Decodes a PNG or JPEG (8 or 16 bit, grey or colour), turns it grey and resizes it to
 * `size` × `size` (bilinear, antialiased), the last two number for number as Pillow. The aspect
 * ratio is not kept, as in torchvision's `Resize((size, size))`; EXIF orientation and transparency
 * are ignored.
 *
 * @param path The file.
 * @param size Side of the result in pixels.
 * @returns Row-major 8-bit pixels `[size, size]`, 0 black.
 * @throws {ImageError} naming the file, if it cannot be read or decoded.
 */
export async function readGreyImage(
  path: string,
  size: number,
  { dicom = false }: ImageOptions = {},
): Promise<Uint8Array> {
  const isDicom = path.endsWith(".dcm");
  try {
    const grey = isDicom && dicom ? await dicomRaster(path) : await photoRaster(path);
    return resize(grey, size, size).data;
  } catch (error) {
    // Asked here: with several images at once the decoder mixes up its reasons.
    const missing = await isMissing(path);
    const [reason] = missing
      ? ["no such file"]
      : (error instanceof Error ? error.message : String(error)).split("\n");
    const problem = isDicom && !dicom && !missing
      ? "it is a DICOM file, set dicom: true"
      : `${reason}, check the file or leave out its row`;
    throw new ImageError(`Cannot decode image ${path}: ${problem}`, missing, error);
  }
}

/** Loaded when they are needed: native code, which a process that only plans may not load. */
async function photoRaster(path: string): Promise<Raster> {
  const { default: sharp } = await import("sharp");
  const image = sharp(path, { limitInputPixels: MOST_PIXELS }).removeAlpha();
  const { space, depth, hasProfile } = await image.metadata();
  // The decoder would give grey as three equal channels, a third of the speed.
  if (space === "b-w" && depth === "uchar" && !hasProfile) image.toColourspace("b-w");
  const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new Error(`it has ${channels} channels`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return toGrey({ width, height, channels, data: bytes });
}

async function dicomRaster(path: string): Promise<Raster> {
  const { readDicom } = await import("./dicom/mod.ts");
  return await readDicom(path);
}

function isMissing(path: string): Promise<boolean> {
  const { NotFound, NotADirectory } = Deno.errors;
  return Deno.stat(path).then(
    () => false,
    (error) => error instanceof NotFound || error instanceof NotADirectory,
  );
}

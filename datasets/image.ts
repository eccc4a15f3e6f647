/**
 * From an image file to the grey square the model sees.
 *
 * @module
 */

/** Weights of red, green and blue in grey: ITU-R 601, like Pillow's mode "L" to one grey level. */
const LUMA: [number, number, number] = [0.299, 0.587, 0.114];

/**
 * Decodes a PNG or JPEG (8 or 16 bit, grey or colour), turns it grey and resizes it to
 * `size` × `size` (bilinear, antialiased). The aspect ratio is not kept, as in torchvision's `Resize((size, size))`; EXIF
 * orientation and transparency are ignored.
 *
 * @param path The file.
 * @param size Side of the result in pixels.
 * @returns Row-major 8-bit pixels `[size, size]`, 0 black.
 * @throws {Error} naming the file, if it cannot be read or decoded.
 */
export async function readGreyImage(path: string, size: number): Promise<Uint8Array> {
  // Loaded here: it is native code, which a process that only plans may not load.
  const { default: sharp } = await import("sharp");
  try {
    const { data, info } = await sharp(path)
      .removeAlpha()
      .recomb([LUMA, LUMA, LUMA])
      .extractChannel(0)
      .resize(size, size, { fit: "fill", kernel: "linear", fastShrinkOnLoad: false })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1 || data.length !== size * size) {
      throw new Error(`decoded to ${info.width}x${info.height} with ${info.channels} channels`);
    }
    return new Uint8Array(data);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot decode image ${path}: ${reason}, check the file or leave out its row`, {
      cause: error,
    });
  }
}

/**
 * Whether a dataset's images are DICOM files.
 *
 * @module
 */

import { z } from "zod";

/** `dicom:` of a dataset in a spec; absent it changes no key. */
export const dicomSchema = z.literal(true).optional()
  .describe("Images that end in .dcm are DICOM files: grey, uncompressed, RLE or JPEG Baseline");

/**
 * Transfer syntaxes: how a DICOM file codes its pixels.
 *
 * Source: DICOM PS3.6, table A-1.
 *
 * @module
 */

/** How pixels are coded that can be read. */
export type Coding = "raw" | "rle" | "jpeg";

const READ: Readonly<Record<string, Coding>> = {
  "1.2.840.10008.1.2": "raw", // Implicit VR Little Endian
  "1.2.840.10008.1.2.1": "raw", // Explicit VR Little Endian
  "1.2.840.10008.1.2.5": "rle", // RLE Lossless
  "1.2.840.10008.1.2.4.50": "jpeg", // JPEG Baseline (Process 1)
};

const OTHERS: Readonly<Record<string, string>> = {
  "1.2.840.10008.1.2.1.99": "Deflated Explicit VR Little Endian",
  "1.2.840.10008.1.2.2": "Explicit VR Big Endian",
  "1.2.840.10008.1.2.4.51": "JPEG Extended (Process 2 & 4)",
  "1.2.840.10008.1.2.4.57": "JPEG Lossless (Process 14)",
  "1.2.840.10008.1.2.4.70": "JPEG Lossless (Process 14, Selection Value 1)",
  "1.2.840.10008.1.2.4.80": "JPEG-LS Lossless",
  "1.2.840.10008.1.2.4.81": "JPEG-LS Lossy",
  "1.2.840.10008.1.2.4.90": "JPEG 2000 Lossless",
  "1.2.840.10008.1.2.4.91": "JPEG 2000",
  "1.2.840.10008.1.2.4.201": "High-Throughput JPEG 2000 Lossless",
  "1.2.840.10008.1.2.4.202": "High-Throughput JPEG 2000 Lossless RPCL",
  "1.2.840.10008.1.2.4.203": "High-Throughput JPEG 2000",
};

/**
 * How a transfer syntax codes pixels.
 *
 * @throws {Error} naming it and the way out, if it cannot be read.
 */
export function codingOf(uid: string): Coding {
  const coding = READ[uid];
  if (coding !== undefined) return coding;
  const name = OTHERS[uid] ?? "an unknown transfer syntax";
  throw new Error(
    `its pixels are coded as ${name} (${uid}), write them uncompressed, as gdcmconv --raw does`,
  );
}

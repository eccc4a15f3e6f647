/**
 * Reads a grey radiograph from a DICOM file.
 *
 * @module
 */

import dicomParser, { type DataSet } from "dicom-parser";
import type { Raster } from "../raster.ts";
import { greyOf, type GreyScale } from "./grey.ts";
import { decodeRle } from "./rle.ts";
import { type Coding, codingOf } from "./syntaxes.ts";

/** The largest file that is read: 2 ** 26 pixels of 16 bits and what stands beside them. */
const MOST_BYTES = 2 ** 28;
const MOST_PIXELS = 2 ** 26;

const TAGS = {
  syntax: "x00020010",
  samples: "x00280002",
  photometric: "x00280004",
  frames: "x00280008",
  rows: "x00280010",
  columns: "x00280011",
  allocated: "x00280100",
  stored: "x00280101",
  highBit: "x00280102",
  signed: "x00280103",
  padding: "x00280120",
  center: "x00281050",
  width: "x00281051",
  intercept: "x00281052",
  slope: "x00281053",
  windowForm: "x00281056",
  modalityTable: "x00283000",
  windowTable: "x00283010",
  pixels: "x7fe00010",
} as const;

/** How the pixels of a file are stored. */
interface Layout {
  readonly rows: number;
  readonly columns: number;
  /** 1 or 2. */
  readonly bytes: number;
  readonly stored: number;
  readonly signed: boolean;
}

/**
 * The grey levels of a DICOM file with one grey image: rescaled, windowed (by its first window, else
 * over the whole range of its values), MONOCHROME1 inverted.
 *
 * @throws {Error} saying what is wrong with it, or which transfer syntax cannot be read.
 */
export async function readDicom(path: string): Promise<Raster> {
  const { size } = await Deno.stat(path);
  if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, more than ${MOST_BYTES}`);
  const bytes = await Deno.readFile(path);
  const coding = codingOf(
    parse(() => dicomParser.readPart10Header(bytes)).string(TAGS.syntax) ?? "",
  );
  const file = parse(() => dicomParser.parseDicom(bytes));
  const layout = layoutOf(file);
  const scale = scaleOf(file, layout);
  const data = greyOf(valuesOf(await storedBytes(file, coding, layout), layout), scale);
  return { width: layout.columns, height: layout.rows, channels: 1, data };
}

/** The parser throws texts. */
function parse<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`it is no DICOM file that can be read (${reason.slice(0, 80)})`);
  }
}

function layoutOf(file: DataSet): Layout {
  const photometric = file.string(TAGS.photometric) ?? "missing";
  if (!/^MONOCHROME[12]$/.test(photometric) || file.uint16(TAGS.samples) !== 1) {
    throw new Error(`its photometric interpretation is ${photometric}, expected a grey one`);
  }
  const frames = file.intString(TAGS.frames) ?? 1;
  if (frames !== 1) throw new Error(`it has ${frames} frames, expected one`);
  const [rows, columns] = [file.uint16(TAGS.rows) ?? 0, file.uint16(TAGS.columns) ?? 0];
  if (rows * columns < 1 || rows * columns > MOST_PIXELS) {
    throw new Error(`it has ${columns}x${rows} pixels, expected 1 to ${MOST_PIXELS}`);
  }
  const allocated = file.uint16(TAGS.allocated) ?? 0;
  const stored = file.uint16(TAGS.stored) ?? allocated;
  const highBit = file.uint16(TAGS.highBit) ?? stored - 1;
  const isPlain = (allocated === 8 || allocated === 16) && stored >= 1 && stored <= allocated &&
    highBit === stored - 1;
  if (!isPlain) {
    throw new Error(
      `${stored} of ${allocated} bits up to bit ${highBit} hold a pixel, expected all the lower ones ` +
        "of 8 or 16",
    );
  }
  return { rows, columns, bytes: allocated / 8, stored, signed: file.uint16(TAGS.signed) === 1 };
}

function scaleOf(file: DataSet, { signed }: Layout): GreyScale {
  const has = (tag: string) => (file.elements[tag]?.length ?? 0) > 0;
  if (has(TAGS.modalityTable)) {
    throw new Error("it has a modality LUT, expected slope and intercept");
  }
  const center = file.floatString(TAGS.center);
  const width = file.floatString(TAGS.width);
  const form = file.string(TAGS.windowForm) ?? "LINEAR";
  if (form !== "LINEAR") throw new Error(`its window has the form ${form}, expected LINEAR`);
  const isWindowed = center !== undefined && width !== undefined && width >= 1;
  if (!isWindowed && has(TAGS.windowTable)) {
    throw new Error("it has a VOI LUT and no window, expected a window");
  }
  return {
    slope: file.floatString(TAGS.slope) ?? 1,
    intercept: file.floatString(TAGS.intercept) ?? 0,
    ...isWindowed && { window: { center, width } },
    padding: signed ? file.int16(TAGS.padding) : file.uint16(TAGS.padding),
    inverted: file.string(TAGS.photometric) === "MONOCHROME1",
  };
}

/** Bytes of the pixels, little-endian. */
async function storedBytes(
  file: DataSet,
  coding: Coding,
  { rows, columns, bytes }: Layout,
): Promise<Uint8Array> {
  const element = file.elements[TAGS.pixels];
  if (element === undefined) throw new Error("it has no pixels");
  const pixels = rows * columns;
  if (coding === "raw") {
    const { dataOffset, length } = element;
    const size = pixels * bytes;
    const data = file.byteArray.subarray(dataOffset, dataOffset + Math.min(length, size));
    if (data.length === size) return data as Uint8Array;
    throw new Error(`its pixels take ${data.length} bytes, expected ${size}`);
  }
  const frame = parse(() =>
    dicomParser.readEncapsulatedPixelDataFromFragments(file, element, 0, element.fragments?.length)
  ) as Uint8Array;
  if (coding === "rle") return decodeRle(frame, pixels, bytes);
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(frame, { limitInputPixels: MOST_PIXELS })
    .toColourspace("b-w").raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const isSame = info.width === columns && info.height === rows && info.channels === 1;
  if (isSame && bytes === 1) return data;
  throw new Error(`its JPEG has ${info.width}x${info.height} pixels, expected ${columns}x${rows}`);
}

function valuesOf(data: Uint8Array, { bytes, stored, signed }: Layout): Int32Array {
  const values = new Int32Array(data.length / bytes);
  const unused = 32 - stored;
  for (let i = 0; i < values.length; i++) {
    const word = bytes === 1 ? data[i]! : data[2 * i]! | data[2 * i + 1]! << 8;
    // What stands above the stored bits is no part of the value.
    values[i] = signed ? word << unused >> unused : word << unused >>> unused;
  }
  return values;
}

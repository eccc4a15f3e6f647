/**
 * One entry of a zip file: its record in the directory and the one at its place.
 *
 * @module
 */
import { utf8, viewOf } from "./bytes.ts";
import type { RandomAccess } from "./random_access.ts";
import { clipped, refuse } from "./torch_error.ts";

/** One file in a zip file. */
export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  readonly crc: number;
  /** Bytes in the zip file. */
  readonly packed: number;
  /** Bytes once inflated. */
  readonly size: number;
  /** First byte of its data. */
  readonly offset: number;
}

/** An entry of the directory; `offset` is that of the record at its place. */
interface Central extends ZipEntry {
  /** Where the next record of the directory begins. */
  readonly next: number;
}

const CENTRAL = 0x02014b50, LOCAL = 0x04034b50;
const CENTRAL_SIZE = 46, LOCAL_SIZE = 30;
const ENCRYPTED = 1, STREAMED = 8;
const STORED = 0, DEFLATED = 8;
/** Stands for a number that is in the zip64 field. */
const WIDE = 0xffffffff, ZIP64 = 1;

/** The directory's record at byte `at`, undefined where there is none. */
export function readCentral(directory: Uint8Array, at: number): Central | undefined {
  const view = viewOf(directory);
  if (at + CENTRAL_SIZE > directory.length || view.getUint32(at, true) !== CENTRAL) {
    return undefined;
  }
  const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > directory.length) refuse("its zip directory breaks off inside an entry");
  const name = utf8(directory.subarray(at + CENTRAL_SIZE, nameEnd));
  if (name === undefined) refuse("the name of a zip entry is not UTF-8");
  checkName(name);
  const method = view.getUint16(at + 10, true);
  if (view.getUint16(at + 8, true) & ENCRYPTED) refuse(`${titled(name)} is encrypted`);
  if (method !== STORED && method !== DEFLATED) {
    refuse(`${titled(name)} is compressed by method ${method}, known are 0 and 8`);
  }
  const [size, packed, offset] = widen(
    name,
    directory.subarray(nameEnd, extraEnd),
    [24, 20, 42].map((field) => view.getUint32(at + field, true)),
  ) as [number, number, number];
  if (method === STORED && packed !== size) {
    refuse(`${titled(name)} of ${size} bytes is stored in ${packed}`);
  }
  const crc = view.getUint32(at + 16, true);
  return { name, deflated: method === DEFLATED, crc, packed, size, offset, next };
}

/**
 * The entry with the place of its data, if the record there says the same as the directory.
 *
 * @param end Where the data of all entries ends.
 */
export function checkLocal(file: RandomAccess, central: Central, end: number): ZipEntry {
  const { name, deflated, crc, packed, size, offset: place } = central;
  if (place + LOCAL_SIZE > end) refuse(`${titled(name)} lies at byte ${place}, past the data`);
  const view = viewOf(file.read(place, LOCAL_SIZE));
  const nameBytes = view.getUint16(26, true);
  const nameThere = utf8(file.read(place + LOCAL_SIZE, nameBytes));
  if (view.getUint32(0, true) !== LOCAL || nameThere !== name) {
    refuse(`${titled(name)} is not at byte ${place}, where the directory has it`);
  }
  const streamed = (view.getUint16(6, true) & STREAMED) !== 0;
  const packedThere = view.getUint32(18, true);
  const same = view.getUint32(14, true) === crc && (packedThere === packed || packedThere === WIDE);
  if (!streamed && !same) refuse(`${titled(name)} is described differently in the directory`);
  const offset = place + LOCAL_SIZE + nameBytes + view.getUint16(28, true);
  if (offset + packed > end) {
    refuse(`${titled(name)} needs bytes ${offset} to ${offset + packed}, the data ends at ${end}`);
  }
  return { name, deflated, crc, packed, size, offset };
}

/** Nothing is ever written under these names; a way out of the file is a forgery all the same. */
function checkName(name: string): void {
  const parts = name.split("/");
  if (parts.includes("..") || parts[0] === "" || /[\\\0:]/.test(name)) {
    refuse(`${titled(name)} is named like a path out of the file`);
  }
}

/** Replaces the numbers that do not fit 32 bits by those of the zip64 field, in its order. */
function widen(name: string, extra: Uint8Array, numbers: readonly number[]): number[] {
  if (!numbers.includes(WIDE)) return [...numbers];
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === ZIP64 && end <= extra.length) {
      let from = at + 4;
      return numbers.map((number) => {
        if (number !== WIDE) return number;
        if (from + 8 > end) refuse(`${titled(name)} has a zip64 field that is too short`);
        from += 8;
        return Number(view.getBigUint64(from - 8, true));
      });
    }
    at = end;
  }
  refuse(`${titled(name)} has no zip64 field for its size or place`);
}

function titled(name: string): string {
  return `zip entry "${clipped(name)}"`;
}

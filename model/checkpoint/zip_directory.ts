/**
 * The directory of a zip file: where every entry lies, checked before anything is read.
 *
 * Entries are stored or deflated, zip64 is understood; encrypted, split and self-overlapping files
 * are refused.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
 *
 * @module
 */
import { viewOf } from "./bytes.ts";
import type { RandomAccess } from "./random_access.ts";
import { clipped, refuse } from "./torch_error.ts";
import { checkLocal, readCentral, type ZipEntry } from "./zip_entry.ts";

const END = 0x06054b50, END64 = 0x06064b50, LOCATOR64 = 0x07064b50;
const END_SIZE = 22, END64_SIZE = 56, LOCATOR_SIZE = 20, MAX_NOTE = 0xffff;

const MAX_DIRECTORY = 32_000_000;
/** What inflating may add to the bytes of the file; trained weights shrink to a half at best. */
const MAX_FREE = 64_000_000, MAX_RATIO = 20;

interface Directory {
  readonly offset: number;
  readonly bytes: number;
  readonly count: number;
}

/**
 * Reads and checks the directory.
 *
 * @throws {SyntaxError} naming the entry and what is wrong with it.
 */
export function readZipDirectory(file: RandomAccess): Map<string, ZipEntry> {
  const { offset, bytes, count } = findDirectory(file);
  if (bytes > MAX_DIRECTORY) {
    refuse(`its zip directory has ${bytes} bytes, at most ${MAX_DIRECTORY} are read`);
  }
  const directory = file.read(offset, bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let index = 0; index < count; index++) {
    const central = readCentral(directory, at);
    if (central === undefined) {
      refuse(`its zip directory has ${index} entries, ${count} are announced`);
    }
    const entry = checkLocal(file, central, offset);
    if (entries.has(entry.name)) refuse(`zip entry "${clipped(entry.name)}" occurs twice`);
    entries.set(entry.name, entry);
    at = central.next;
  }
  checkPlaces([...entries.values()], file.size);
  return entries;
}

/** The last record of the file says where the directory is. */
function findDirectory(file: RandomAccess): Directory {
  const tail = Math.min(file.size, END_SIZE + MAX_NOTE);
  const view = viewOf(file.read(file.size - tail, tail));
  // A note may follow, which may hold anything; the record has its length.
  const isEnd = (at: number) =>
    view.getUint32(at, true) === END && at + END_SIZE + view.getUint16(at + 20, true) === tail;
  let at = tail - END_SIZE;
  while (at >= 0 && !isEnd(at)) at--;
  if (at < 0) refuse("it is a zip file without a directory, as of a download that broke off");
  if (view.getUint16(at + 4, true) !== 0) refuse("it is one part of a split zip file");
  const locator = at - LOCATOR_SIZE;
  const directory = locator >= 0 && view.getUint32(locator, true) === LOCATOR64
    ? readEnd64(file, view.getBigUint64(locator + 8, true))
    : {
      count: view.getUint16(at + 10, true),
      bytes: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
  const end = file.size - tail + at;
  if (directory.offset + directory.bytes > end) {
    const { offset, bytes } = directory;
    refuse(`its zip directory is said to lie at ${offset} + ${bytes}, but it ends at ${end}`);
  }
  return directory;
}

function readEnd64(file: RandomAccess, place: bigint): Directory {
  const view = viewOf(file.read(Number(place), END64_SIZE));
  if (view.getUint32(0, true) !== END64) refuse(`it has no zip64 directory end at byte ${place}`);
  const number = (at: number) => Number(view.getBigUint64(at, true));
  return { count: number(32), bytes: number(40), offset: number(48) };
}

function checkPlaces(entries: readonly ZipEntry[], fileSize: number): void {
  const places = entries.toSorted((a, b) => a.offset - b.offset || a.packed - b.packed);
  let [end, total] = [0, 0];
  for (const { name, offset, packed, size } of places) {
    if (offset < end) refuse(`zip entry "${clipped(name)}" overlaps the one before it`);
    end = offset + packed;
    total += size;
  }
  if (total > MAX_FREE + MAX_RATIO * fileSize) {
    refuse(`its ${fileSize} bytes would unfold to ${total}, save it without compression`);
  }
}

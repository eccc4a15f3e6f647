/**
 * The journal of a preparation: what became of every study so far. One process at a time has it.
 *
 * @module
 */

import { join } from "node:path";
import { formatHeader } from "../model/checkpoint/safetensors_header.ts";
import { IMAGES } from "./prepared.ts";
import { DIGESTS, sha256, type StudyLine } from "./prepared_dataset.ts";

/** A folder's journal, locked. */
export interface PrepareJournal extends Disposable {
  /** The first studies, up to the first whose pixels are not those of its line. */
  readonly done: readonly StudyLine[];
  /** Notes the next study. */
  add(study: StudyLine): void;
}

/** What the journal of a folder is of. */
export interface JournalOptions {
  /** Its first line: the dataset and the images. */
  readonly head: string;
  /** Shape of the images `[studies, size, size]`. */
  readonly shape: readonly [number, number, number];
  /** Called if another process has it, which is waited for. */
  readonly onWait: () => void;
}

/**
 * Opens the journal of a folder, and cuts off what cannot be gone on from.
 *
 * @throws {Error} naming the folder, if it holds something else.
 */
export async function openJournal(
  folder: string,
  { head, shape, onWait }: JournalOptions,
): Promise<PrepareJournal> {
  await refuseForeign(folder);
  const path = join(folder, DIGESTS);
  const file = await Deno.open(path, { read: true, write: true, create: true });
  try {
    if (!await file.tryLock(true)) {
      onWait();
      await file.lock(true);
    }
    const lines = (await Deno.readTextFile(path)).split("\n").slice(0, -1); // the last was cut off
    if (lines.length > 0 && lines[0] !== head) {
      throw new Error(
        `Cannot go on in ${folder}: it holds another dataset or other images, name a new folder`,
      );
    }
    const studies = lines.slice(1).map((line): StudyLine => JSON.parse(line));
    const done = intact(join(folder, IMAGES), shape, studies);
    const kept = [head, ...lines.slice(1, 1 + done.length)].map((line) => `${line}\n`).join("");
    await file.truncate(new TextEncoder().encode(kept).length);
    if (lines.length === 0) append(file, head);
    else await file.seek(0, Deno.SeekMode.End);
    return {
      done,
      add: (study) => append(file, JSON.stringify(study)),
      [Symbol.dispose]: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

async function refuseForeign(folder: string): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  if (names.length === 0 || names.includes(DIGESTS)) return;
  throw new Error(
    `Cannot prepare into ${folder}: it holds ${names[0]}, name an empty or a new folder`,
  );
}

function intact(
  images: string,
  shape: JournalOptions["shape"],
  studies: readonly StudyLine[],
): StudyLine[] {
  const done: StudyLine[] = [];
  if (studies.length === 0) return done;
  const { entries } = formatHeader([{ name: "images", dtype: "U8", shape }], {});
  using file = Deno.openSync(images);
  file.seekSync(entries.get("images")!.offset, Deno.SeekMode.Start);
  const pixels = new Uint8Array(shape[1] * shape[2]);
  for (const study of studies) {
    if ("sha256" in study && (!readAll(file, pixels) || sha256(pixels) !== study.sha256)) break;
    done.push(study);
  }
  return done;
}

/** Fills a buffer; false, if the file ends before. */
function readAll(file: Deno.FsFile, buffer: Uint8Array): boolean {
  for (let read = 0; read < buffer.length;) {
    const count = file.readSync(buffer.subarray(read));
    if (count === null) return false;
    read += count;
  }
  return true;
}

function append(file: Deno.FsFile, line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

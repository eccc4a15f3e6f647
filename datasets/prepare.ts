/**
 * Prepares a dataset once and for all; a later call goes on where an earlier one was stopped.
 *
 * Beside the files of `prepared.ts` the folder holds `digests.jsonl`: a line that says of what and
 * how large the images are, then a line per study in the dataset's order, `{id, sha256}` of its pixels
 * or `{id, skipped}` and why.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import canonicalize from "canonicalize";
import { formatHeader } from "../model/checkpoint/safetensors_header.ts";
import type { Dataset } from "./dataset.ts";
import { IMAGES, type Journal, type SkippedStudy, writePrepared } from "./prepared.ts";
import { type DatasetConfig, identifyDataset, openDataset } from "./registry.ts";

/** Where to, and how large. */
export interface PrepareOptions {
  /** The folder; made if it is not there. */
  readonly folder: string;
  /** Side of the images in pixels. */
  readonly size: number;
  /** Called after every image. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was done. */
export interface Preparation {
  readonly studies: number;
  /** Studies whose pixels were there already, as their digests say. */
  readonly kept: number;
  readonly skipped: readonly SkippedStudy[];
}

/**
 * Decodes and resizes every image into a folder that `readPrepared` opens.
 *
 * What is there already is kept up to the first image that its digest does not fit.
 *
 * @throws {Error} naming the folder, if it holds something else; as `writePrepared`.
 */
export async function prepareDataset(
  config: DatasetConfig,
  { folder, size, onProgress = () => {} }: PrepareOptions,
): Promise<Preparation> {
  const identity = canonicalize(await identifyDataset(config))!;
  const head = JSON.stringify({ dataset: sha256(identity), imageSize: size });
  const dataset = await openDataset(config);
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, "digests.jsonl");
  const lines = await readJournal(folder, path, head);
  const done = intact(dataset, folder, size, lines.slice(1));
  const kept = [head, ...lines.slice(1, 1 + done.length)].map((line) => `${line}\n`).join("");
  await Deno.writeTextFile(path, kept);
  let next = done.length;
  const journal: Journal = {
    done,
    add({ pixels, skipped }) {
      const { id } = dataset.examples[next++]!;
      const line = { id, ...pixels ? { sha256: sha256(pixels) } : { skipped } };
      appendFileSync(path, `${JSON.stringify(line)}\n`);
    },
  };
  const skipped = await writePrepared(dataset, folder, size, onProgress, journal);
  return { studies: dataset.examples.length - skipped.length, kept: done.length, skipped };
}

/** Whole lines of the journal; none for an empty folder. */
async function readJournal(folder: string, path: string, head: string): Promise<string[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    for await (const { name } of Deno.readDir(folder)) {
      throw new Error(
        `Cannot prepare into ${folder}: it holds ${name}, name an empty or a new folder`,
      );
    }
    return [];
  }
  const lines = text.split("\n").slice(0, -1); // a line without an end was cut off
  if (lines.length === 0 || lines[0] === head) return lines;
  throw new Error(
    `Cannot go on in ${folder}: it holds another dataset or other images, name a new folder`,
  );
}

/** What became of the first studies, up to the first whose pixels are not those of its line. */
function intact(
  dataset: Dataset,
  folder: string,
  size: number,
  lines: readonly string[],
): (string | null)[] {
  const done: (string | null)[] = [];
  if (lines.length === 0) return done;
  const shape = [dataset.examples.length, size, size];
  const { offset } = formatHeader([{ name: "images", dtype: "U8", shape }], {}).entries.get(
    "images",
  )!;
  using file = Deno.openSync(join(folder, IMAGES));
  file.seekSync(offset, Deno.SeekMode.Start);
  const pixels = new Uint8Array(size * size);
  for (const line of lines) {
    const { skipped = null, sha256: digest } = JSON.parse(line);
    if (skipped === null && (!readAll(file, pixels) || sha256(pixels) !== digest)) break;
    done.push(skipped);
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

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

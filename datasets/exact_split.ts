/**
 * A dataset's exact split as a file: which studies there are, where each stands, and what it held.
 *
 * `splits/NAME.jsonl.gz` has a line `{"id", "split", "digest"}` per study, sorted by id. The digest
 * covers patient, report and questions, so a split is never put on other content; labels are left
 * out, so that another labeler may be compared on the same studies.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import type { Dataset, Example } from "./dataset.ts";
import { eachLine } from "./files/text.ts";
import { whyUnreadable } from "./files/unreadable.ts";

/** `split:` of any dataset in a spec. */
export const splitFileSchema = z.string().min(1)
  .describe("File of the exact split, from the spec's folder, as written by `writeSplit`");

const entrySchema = z.strictObject({
  id: z.string().min(1),
  split: z.enum(["train", "valid", "test"]),
  digest: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
});

/** A line of a split file and where it stands. */
export interface SplitEntry extends z.infer<typeof entrySchema> {
  /** `openi.jsonl.gz:7`, for messages. */
  readonly place: string;
}

/** sha256 of a study's content, hexadecimal. */
function digestOf({ id, patient, text, questions }: Example): string {
  return createHash("sha256").update(JSON.stringify([id, patient, text, questions])).digest("hex");
}

/**
 * Writes the split of examples; the same examples give the same bytes.
 *
 * @throws {Error} naming the file, if it cannot be written.
 */
export async function writeSplit(path: string, examples: readonly Example[]): Promise<void> {
  const lines = examples
    .toSorted((a, b) => a.id < b.id ? -1 : 1)
    .map((example) => {
      return JSON.stringify({ id: example.id, split: example.split, digest: digestOf(example) });
    });
  const text = lines.join("\n") + "\n";
  const bytes = path.endsWith(".gz") ? gzipSync(text) : new TextEncoder().encode(text);
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, bytes);
  } catch (error) {
    throw new Error(`Cannot write split ${path}: ${whyUnreadable(error)}, name another file`, {
      cause: error,
    });
  }
}

/**
 * Reads a split file.
 *
 * @throws {Error} naming file and line, for anything but one entry per study.
 */
export async function readSplit(path: string): Promise<ReadonlyMap<string, SplitEntry>> {
  const entries = new Map<string, SplitEntry>();
  for await (const { line, place } of eachLine(path)) {
    const entry = { ...parseEntry(line, place), place };
    const first = entries.get(entry.id);
    if (first) {
      throw new Error(
        `Cannot read row ${place}: study "${entry.id}" is already in row ${first.place}, keep one`,
      );
    }
    entries.set(entry.id, entry);
  }
  if (entries.size > 0) return entries;
  throw new Error(`Cannot use split ${path}: it has no rows, expected one per study`);
}

function parseEntry(line: string, place: string): z.infer<typeof entrySchema> {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (error) {
    const reason = error instanceof z.ZodError
      ? error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
      : (error as Error).message;
    throw new SyntaxError(
      `Cannot read row ${place}: ${reason}, expected {"id", "split", "digest"}`,
      {
        cause: error,
      },
    );
  }
}

/** Digest of a split, whatever the file is called. */
function digestSplit(entries: ReadonlyMap<string, SplitEntry>): string {
  const hash = createHash("sha256");
  for (const { id, split, digest } of entries.values()) {
    hash.update(JSON.stringify([id, split, digest]) + "\n");
  }
  return hash.digest("hex");
}

/**
 * The studies of a split file, in the dataset's order; others are left out.
 *
 * @throws {Error} naming the file's row, for a study that the dataset lacks or that has other
 * content, and for a patient in two splits, unless the dataset's owners put the patient there.
 */
export function withSplit(dataset: Dataset, entries: ReadonlyMap<string, SplitEntry>): Dataset {
  const rows: number[] = [];
  const examples: Example[] = [];
  const patients = new Map<string, SplitEntry>();
  const shared = sharedPatients(dataset.examples);
  dataset.examples.forEach((example, row) => {
    const entry = entries.get(example.id);
    if (!entry) return;
    const refuse = (problem: string) => new Error(`Cannot use row ${entry.place}: ${problem}`);
    if (entry.digest !== digestOf(example)) {
      throw refuse(
        `study "${entry.id}" has another patient, report or question in this dataset, ` +
          `take the config it was written for or write the split again`,
      );
    }
    const { split } = entry;
    const before = patients.get(example.patient);
    if (before && before.split !== split && !shared.has(example.patient)) {
      throw refuse(
        `patient "${example.patient}" is in ${split}, but in ${before.split} in row ${before.place}`,
      );
    }
    if (!before) patients.set(example.patient, entry);
    rows.push(row);
    examples.push({ ...example, split });
  });
  if (examples.length < entries.size) {
    const found = new Set(examples.map(({ id }) => id));
    const { id, place } = [...entries.values()].find(({ id }) => !found.has(id))!;
    throw new Error(
      `Cannot use row ${place}: study "${id}" is not in this dataset, take the data and config it ` +
        `was written for`,
    );
  }
  return {
    ...dataset,
    examples,
    fingerprint: async () => await dataset.fingerprint() + digestSplit(entries),
    image: (index, size) => dataset.image(rows[index]!, size),
  };
}

/** Patients that stand in two splits already. */
function sharedPatients(examples: readonly Example[]): ReadonlySet<string> {
  const splits = new Map<string, string>();
  const shared = new Set<string>();
  for (const { patient, split } of examples) {
    if ((splits.get(patient) ?? split) !== split) shared.add(patient);
    splits.set(patient, split);
  }
  return shared;
}

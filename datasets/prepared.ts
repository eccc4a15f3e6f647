/**
 * A prepared dataset: a folder of examples and decoded images that every later stage reads.
 *
 * - `dataset.json`: label names, image size, counts, studies left out;
 * - `examples.jsonl`: one {@link Example} a line;
 * - `images.safetensors`: `images` U8 `[examples, size, size]`, in the order of the lines; studies
 *   left out for their image leave blank ones at the end.
 *
 * @module
 */
import { join } from "node:path";
import {
  createSafetensors,
  openSafetensors,
  type SafetensorsFile,
} from "../model/checkpoint/safetensors.ts";
import type { Dataset, Example, Split } from "./dataset.ts";
import { mapPool } from "./files/pool.ts";
import { ImageError } from "./image.ts";

/** Raised when the same files would give other pixels. */
export const PREPARED_VERSION = 1;

/** Names of the files. */
export const IMAGES = "images.safetensors";
export const EXAMPLES = "examples.jsonl";

/** An opened prepared dataset; it keeps a file open. */
export interface PreparedDataset extends Disposable {
  readonly labelNames: readonly string[];
  readonly imageSize: number;
  readonly examples: readonly Example[];
  /** Grey pixels `[size, size]` of an example. */
  image(index: number): Uint8Array;
  /** Indices of the examples of a split, in order. */
  split(split: Split): number[];
}

/** A study left out because its image cannot be read. */
export interface SkippedStudy {
  readonly id: string;
  readonly reason: string;
}

/** What became of a study: its pixels, or why it is left out. */
export interface Outcome {
  readonly pixels?: Uint8Array;
  readonly skipped?: string;
}

/** Notes what became of every study, so that a later writer can go on. */
export interface Journal {
  /** Of the first studies, why each was left out, or null where its pixels are in the file. */
  readonly done: readonly (string | null)[];
  /** Called for every other study, in order, once its pixels are in the file. */
  add(outcome: Outcome): void;
}

/** Images decoded at once: each can take 100 MB. */
const AT_ONCE = 4;

/**
 * Decodes and resizes every image of a dataset and writes the folder.
 *
 * @param journal Of a folder that is gone on with.
 * @returns The studies left out.
 * @throws {Error} naming the file, for an image that cannot be read, unless the dataset skips those.
 */
export async function writePrepared(
  dataset: Dataset,
  folder: string,
  imageSize: number,
  progress: (done: number, total: number) => void,
  journal: Journal = { done: [], add: () => {} },
): Promise<SkippedStudy[]> {
  const { labelNames, damaged } = dataset;
  const examples: Example[] = [];
  const skipped: SkippedStudy[] = [];
  const total = dataset.examples.length;
  const shape = [total, imageSize, imageSize];
  const note = (index: number, reason: string | null) => {
    const example = dataset.examples[index]!;
    if (reason === null) examples.push(example);
    else skipped.push({ id: example.id, reason });
  };
  journal.done.forEach((reason, index) => note(index, reason));
  using writer = createSafetensors(
    join(folder, IMAGES),
    [{ name: "images", dtype: "U8", shape }],
    {},
    journal.done.length > 0 ? { images: examples.length * imageSize ** 2 } : {},
  );
  const decode = async (index: number): Promise<Outcome> => {
    try {
      return { pixels: await dataset.image(index, imageSize) };
    } catch (error) {
      if (damaged !== "skip" || !(error instanceof ImageError)) throw error;
      return { skipped: error.message };
    }
  };
  let index = journal.done.length;
  const rest = [...dataset.examples.keys()].slice(index);
  for await (const outcome of mapPool(rest, decode, AT_ONCE)) {
    if (outcome.pixels) writer.write("images", outcome.pixels);
    journal.add(outcome);
    note(index++, outcome.skipped ?? null);
    progress(index, total);
  }
  if (examples.length === 0) throw new Error(`Cannot use the dataset: ${skipped[0]?.reason}`);
  for (const _ of skipped) writer.write("images", new Uint8Array(imageSize * imageSize));
  writer.close();
  const lines = examples.map((example) => JSON.stringify(example) + "\n");
  await Deno.writeTextFile(join(folder, EXAMPLES), lines.join(""));
  const splits = Object.fromEntries(
    (["train", "valid", "test"] as const).map((
      split,
    ) => [split, examples.filter((e) => e.split === split).length]),
  );
  // Without the reasons: they name the folder, and a moved one gives the same files.
  const summary = { labelNames, imageSize, splits, skipped: skipped.map(({ id }) => id) };
  await Deno.writeTextFile(join(folder, "dataset.json"), JSON.stringify(summary, null, 2) + "\n");
  return skipped;
}

/** Opens a folder written by {@link writePrepared}. */
export function readPrepared(folder: string): PreparedDataset {
  const summary = JSON.parse(Deno.readTextFileSync(join(folder, "dataset.json")));
  const lines = Deno.readTextFileSync(join(folder, EXAMPLES)).split("\n").slice(0, -1);
  const examples = lines.map((line) => JSON.parse(line) as Example);
  const images: SafetensorsFile = openSafetensors(join(folder, IMAGES));
  return {
    labelNames: summary.labelNames,
    imageSize: summary.imageSize,
    examples,
    image: (index) => images.readRows("images", index, 1) as Uint8Array,
    split: (split) => examples.flatMap((example, i) => example.split === split ? [i] : []),
    [Symbol.dispose]: () => images.close(),
  };
}

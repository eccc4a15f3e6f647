/**
 * Prepares a dataset once and for all; a later call goes on where an earlier one was stopped.
 *
 * The folder holds the files of `prepared.ts` and of `prepared_dataset.ts`.
 *
 * @module
 */

import { join } from "node:path";
import canonicalize from "canonicalize";
import { replaceFile } from "../model/checkpoint/replace_file.ts";
import { openJournal } from "./prepare_journal.ts";
import { EXAMPLES, PREPARED_VERSION, type SkippedStudy, writePrepared } from "./prepared.ts";
import {
  DIGESTS,
  PREPARED,
  type PreparedManifest,
  sha256,
  textIfThere,
} from "./prepared_dataset.ts";
import { type DatasetConfig, identityOf, openWhole } from "./registry.ts";

/** Where to, and how large. */
export interface PrepareOptions {
  /** The folder; made if it is not there. */
  readonly folder: string;
  /** Side of the images in pixels. */
  readonly size: number;
  /** Called after every image. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called if another process prepares into the folder, which is waited for. */
  readonly onWait?: () => void;
}

/** What was done. */
export interface Preparation {
  readonly studies: number;
  /** Studies whose pixels were there already, as their digests say. */
  readonly kept: number;
  readonly skipped: readonly SkippedStudy[];
}

/**
 * Decodes and resizes every image into a folder that takes the place of the dataset's own: opened
 * with the same config it has the same identity, studies and pixels. A split file is not applied, so
 * that the folder serves every split.
 *
 * What is there already is kept up to the first image that its digest does not fit.
 *
 * @throws {Error} naming the folder, if it holds something else; as `writePrepared`.
 */
export async function prepareDataset(
  config: DatasetConfig,
  { folder, size, onProgress = () => {}, onWait = () => {} }: PrepareOptions,
): Promise<Preparation> {
  const dataset = await openWhole(config);
  const { examples, labelNames } = dataset;
  const identity = await identityOf(config, dataset);
  const made = { version: PREPARED_VERSION, imageSize: size };
  await Deno.mkdir(folder, { recursive: true });
  using journal = await openJournal(folder, {
    head: JSON.stringify({ ...made, dataset: sha256(canonicalize(identity)!) }),
    shape: [examples.length, size, size],
    onWait,
  });
  const { done } = journal;
  const path = join(folder, PREPARED);
  const manifest = async () => {
    const files = await digestsOf(folder, [EXAMPLES, DIGESTS]);
    const manifest: PreparedManifest = { ...made, labelNames, identity, files };
    return JSON.stringify(manifest, null, 2) + "\n";
  };
  const result = (skipped: readonly SkippedStudy[]): Preparation => {
    return { studies: examples.length - skipped.length, kept: done.length, skipped };
  };
  const before = await textIfThere(path);
  // Who reads a folder that is whole is not disturbed.
  if (done.length === examples.length && before === await manifest()) {
    return result(
      done.flatMap((study) =>
        "skipped" in study ? [{ id: study.example.id, reason: study.skipped }] : []
      ),
    );
  }
  if (before !== undefined) await Deno.remove(path);
  let next = done.length;
  const skipped = await writePrepared(dataset, folder, size, onProgress, {
    done: done.map((study) => "skipped" in study ? study.skipped : null),
    add({ pixels, skipped = "" }) {
      const example = examples[next++]!;
      journal.add(pixels ? { id: example.id, sha256: sha256(pixels) } : { example, skipped });
    },
  });
  const text = await manifest();
  replaceFile(path, (partial) => Deno.writeTextFileSync(partial, text));
  return result(skipped);
}

async function digestsOf(
  folder: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  const digests: [string, string][] = [];
  for (const name of names) {
    digests.push([name, sha256(await textIfThere(join(folder, name)) ?? "")]);
  }
  return Object.fromEntries(digests);
}

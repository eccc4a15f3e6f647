/**
 * A prepared folder in the place of the files it was made of.
 *
 * `prepared.json`, written last, says what the folder holds: the identity of the dataset, the size of
 * its images, and digests of the other texts. `digests.jsonl` has, after a first line, a line per
 * study in the dataset's order: `{id, sha256}` of its pixels, or `{example, skipped}` and why.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import canonicalize from "canonicalize";
import { openSafetensors } from "../model/checkpoint/safetensors.ts";
import type { Dataset, DatasetIdentity, Example, OnDamage } from "./dataset.ts";
import { ImageError } from "./image.ts";
import { EXAMPLES, IMAGES, PREPARED_VERSION } from "./prepared.ts";

/** Names of the files that a folder has besides those of `prepared.ts`. */
export const PREPARED = "prepared.json";
export const DIGESTS = "digests.jsonl";

/** What `prepared.json` holds. */
export interface PreparedManifest {
  readonly version: number;
  readonly imageSize: number;
  readonly labelNames: readonly string[];
  readonly identity: DatasetIdentity;
  /** sha256 by file name, hexadecimal. */
  readonly files: Readonly<Record<string, string>>;
}

/** A line of `digests.jsonl`. */
export type StudyLine =
  | { readonly id: string; readonly sha256: string }
  | { readonly example: Example; readonly skipped: string };

/** sha256, hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Opens a folder that `prepareDataset` left.
 *
 * @param content The identity, less the fingerprint, of the config that names the folder.
 * @returns undefined for a folder of something else.
 * @throws {Error} naming the folder, if it was prepared of something else, was changed, or its
 * preparation has not ended.
 */
export async function openPreparedDataset(
  folder: string,
  content: Omit<DatasetIdentity, "fingerprint">,
): Promise<Dataset | undefined> {
  const refuse = (problem: string) => new Error(`Cannot use the prepared ${folder}: ${problem}`);
  const text = await textIfThere(join(folder, PREPARED));
  if (text === undefined) {
    if (await textIfThere(join(folder, DIGESTS)) === undefined) return undefined;
    throw refuse("its preparation has not ended, give the same command again");
  }
  const { version, imageSize, labelNames, identity, files } = parseManifest(text, refuse);
  if (version !== PREPARED_VERSION) {
    throw refuse(
      `it is of version ${version}, not ${PREPARED_VERSION}, prepare it in a new folder`,
    );
  }
  const { fingerprint, ...own } = identity;
  const difference = differenceOf(own, content);
  if (difference !== undefined) throw refuse(`${difference}, prepare it as it is to be used`);
  const read = async (name: string) => {
    const text = await textIfThere(join(folder, name)) ?? "";
    if (sha256(text) === files[name]) return text;
    throw refuse(`${name} was changed, give the command that prepared it again`);
  };
  const examples = linesOf(await read(EXAMPLES)).map((line): Example => JSON.parse(line));
  const studies = linesOf(await read(DIGESTS)).slice(1).map((line): StudyLine => JSON.parse(line));
  const { damaged } = content.config;
  if (damaged === "fail" && studies.some((study) => "skipped" in study)) {
    throw refuse("studies were left out of it, set damaged: skip");
  }
  const rows = rowsOf(studies);
  return {
    labelNames,
    imageSize,
    damaged: damaged as OnDamage | undefined,
    examples: studies.map((study, i) => "skipped" in study ? study.example : examples[rows[i]!]!),
    fingerprint: () => Promise.resolve(fingerprint),
    // deno-lint-ignore require-await -- what it throws is to reject
    async image(index, size) {
      if (size !== imageSize) {
        throw refuse(
          `its images have ${imageSize} pixels a side, prepare some with --size ${size}`,
        );
      }
      const study = studies[index]!;
      if ("skipped" in study) throw new ImageError(study.skipped, false, undefined);
      using images = openSafetensors(join(folder, IMAGES));
      const pixels = images.readRows("images", rows[index]!, 1) as Uint8Array;
      if (sha256(pixels) === study.sha256) return pixels;
      throw refuse(`the image of ${study.id} was changed, give the command that prepared it again`);
    },
  };
}

/** The row of each study among the images; a study left out has none. */
function rowsOf(studies: readonly StudyLine[]): number[] {
  let next = 0;
  return studies.map((study) => "skipped" in study ? -1 : next++);
}

function parseManifest(text: string, refuse: (problem: string) => Error): PreparedManifest {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(`${PREPARED} is no JSON, prepare it in a new folder`);
  }
}

/** `it was made with views "AP", not "PA"`; of `damaged`, what came of it counts. */
function differenceOf(
  made: Omit<DatasetIdentity, "fingerprint">,
  wanted: Omit<DatasetIdentity, "fingerprint">,
): string | undefined {
  for (const name of ["kind", "kindVersion"] as const) {
    if (made[name] !== wanted[name]) return `its ${name} is ${made[name]}, not ${wanted[name]}`;
  }
  for (const name of Object.keys({ ...made.config, ...wanted.config })) {
    if (name === "damaged") continue;
    const [own, other] = [made, wanted].map(({ config }) => canonicalize(config[name]));
    if (own !== other) return `it was made with ${name} ${own ?? "unset"}, not ${other ?? "unset"}`;
  }
}

function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

/** A file's text, undefined if it is not there. */
export function textIfThere(path: string): Promise<string | undefined> {
  return Deno.readTextFile(path).catch((error) => {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return undefined;
    throw error;
  });
}

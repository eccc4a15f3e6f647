/**
 * The files a spec names beside its datasets: checkpoints and a vocabulary.
 *
 * @module
 */
import { Tokenizer } from "../model/tokenizer.ts";
import { type Finding, finding } from "./spec_issues.ts";
import type { SpecFields } from "./spec_schema.ts";
import { type Path, show } from "./spec_words.ts";
import { fileDigest } from "./store_manifest.ts";

/** Most bytes of a vocabulary: a million words are about 10 MB. */
const MAX_VOCABULARY = 1 << 26;

/** The fields with every named file replaced by what `map` makes of it. */
export function mapFiles(
  fields: SpecFields,
  map: (file: string, path: Path) => string,
): SpecFields {
  const { init, checkpoints, vocabulary, trunk } = fields;
  const mapped = Object.entries(checkpoints ?? {})
    .map(([variant, file]) => [variant, map(file, ["checkpoints", variant])]);
  const words = vocabulary?.file;
  const image = trunk.checkpoint;
  return {
    ...fields,
    ...init !== undefined && { init: map(init, ["init"]) },
    ...checkpoints !== undefined && { checkpoints: Object.fromEntries(mapped) },
    ...words !== undefined && {
      vocabulary: { ...vocabulary, file: map(words, ["vocabulary", "file"]) },
    },
    ...image !== undefined && {
      trunk: { ...trunk, checkpoint: map(image, ["trunk", "checkpoint"]) },
    },
  };
}

/** What is wrong with the named files, and the sha256 of each that is there. */
export function readFiles(
  fields: SpecFields,
): { readonly findings: Finding[]; readonly digests: ReadonlyMap<string, string> } {
  const findings: Finding[] = [];
  const digests = new Map<string, string>();
  mapFiles(fields, (file, path) => {
    const problem = unreadable(file);
    if (problem !== undefined) findings.push(finding(path, `got ${show(file)}, ${problem}`));
    else if (!digests.has(file)) digests.set(file, fileDigest(file).sha256);
    return file;
  });
  const words = fields.vocabulary?.file;
  if (words !== undefined && digests.has(words)) findings.push(...vocabulary(words, fields));
  return { findings, digests };
}

function unreadable(file: string): string | undefined {
  try {
    // Asked first: opening a pipe waits for a writer.
    if (!Deno.statSync(file).isFile) return "it is no file, name one";
    Deno.openSync(file, { read: true }).close();
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return "no such file, check the path, which is relative to the spec";
    }
    if (error instanceof Deno.errors.PermissionDenied) return "permission denied, allow reading it";
    throw error;
  }
}

function vocabulary(file: string, { model }: SpecFields): Finding[] {
  const path = ["vocabulary", "file"];
  const { size } = Deno.statSync(file);
  if (size > MAX_VOCABULARY) {
    return [finding(path, `it has ${size} bytes, name a list of words, one a line`)];
  }
  try {
    const words = Tokenizer.fromVocabulary(Deno.readTextFileSync(file)).vocabulary.length;
    if (words === model.vocabulary) return [];
    const problem = `it has ${words} words and model.vocabulary is ${model.vocabulary}, ` +
      "make them equal";
    return [{ ...finding(path, problem), others: [["model", "vocabulary"]] }];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ path, of: "value", sentence: error.message }];
  }
}

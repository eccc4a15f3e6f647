/**
 * The original's preprocessed MIMIC-CXR and Open-I files (reference/spec.md section 4.1).
 *
 * @module
 */

import { join } from "node:path";
import { type DatasetKind, type Example, FINDINGS, type Split } from "../dataset.ts";
import { imagePath } from "../files/image_files.ts";
import { fileDataset, type FileStudies } from "../files/studies.ts";
import { readLines } from "../files/text.ts";
import type { JsonlConfig } from "./config.ts";
import { type JsonlRow, parseRow } from "./row.ts";

async function load(config: JsonlConfig): Promise<FileStudies> {
  const examples: Example[] = [];
  const images: string[] = [];
  const places = new Map<string, string>();
  for (const [split, file] of Object.entries(config.files) as [Split, string][]) {
    const before = examples.length;
    for await (const { place, row } of rowsOf(join(config.root, file), file, split)) {
      const first = places.get(row.id);
      if (first !== undefined) {
        throw new Error(
          `Cannot read row ${place}: study "${row.id}" is already in row ${first}, keep one`,
        );
      }
      places.set(row.id, place);
      const { id, text, labels } = row;
      examples.push({ id, patient: id, split, text, labels, questions: [] });
      images.push(imagePath(config.images, row.img, place));
    }
    if (examples.length > before) continue;
    throw new Error(`Cannot use ${file}: it has no rows, expected one per study`);
  }
  return { labelNames: FINDINGS, examples, images };
}

async function* rowsOf(
  path: string,
  file: string,
  split: Split,
): AsyncGenerator<{ place: string; row: JsonlRow }> {
  for await (const { start, text } of readLines(path)) {
    const lines = text.split("\n");
    for (const [i, line] of lines.entries()) {
      if (line.trim() === "") continue;
      const place = `${file}:${start + i}`;
      yield { place, row: parseRow(line, place, split) };
    }
  }
}

/** `kind: jsonl`. */
export const jsonlKind: DatasetKind<JsonlConfig> = {
  kind: "jsonl",
  version: 1,
  summary: "the files that the original's preprocessing leaves",
  paths: ["root", "files", "images"],
  open: async (config) => fileDataset(config, await load(config)),
};

/**
 * The original's preprocessed MIMIC-CXR and Open-I files (reference/spec.md section 4.1).
 *
 * @module
 */

import { join } from "node:path";
import { type DatasetKind, type Example, FINDINGS, type Split } from "../dataset.ts";
import { imagePath } from "../files/image_files.ts";
import { fileDataset, type FileStudies } from "../files/studies.ts";
import { eachLine } from "../files/text.ts";
import type { JsonlConfig } from "./config.ts";
import { parseRow } from "./row.ts";

async function load(config: JsonlConfig): Promise<FileStudies> {
  const examples: Example[] = [];
  const images: string[] = [];
  const places = new Map<string, string>();
  for (const [split, file] of Object.entries(config.files) as [Split, string][]) {
    const before = examples.length;
    for await (const { line, place } of eachLine(join(config.root, file), file)) {
      const row = parseRow(line, place, split);
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

/** `kind: jsonl`. */
export const jsonlKind: DatasetKind<JsonlConfig> = {
  kind: "jsonl",
  version: 1,
  summary: "the files that the original's preprocessing leaves",
  paths: ["root", "files", "images"],
  open: async (config) => fileDataset(config, await load(config)),
};

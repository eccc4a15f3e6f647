/**
 * VQA-RAD: questions of clinicians about radiographs and scans.
 *
 * Source: Lau et al., "A dataset of clinically generated visual questions and answers about radiology
 * images", Scientific Data 2018.
 *
 * @module
 */

import { join } from "node:path";
import type { DatasetKind } from "../dataset.ts";
import { requireImages } from "../files/folder.ts";
import { fileDataset, type FileStudies } from "../files/studies.ts";
import { readText } from "../files/text.ts";
import type { VqaRadConfig } from "./config.ts";
import { parseRows } from "./rows.ts";
import { studiesOf } from "./studies.ts";

/** The real file has 1.4 MB. */
const MOST_BYTES = 64 * 2 ** 20;

async function load(config: VqaRadConfig): Promise<FileStudies> {
  const { root, file, images, organ, damaged } = config;
  const studies = studiesOf(config, parseRows(file, await readText(join(root, file), MOST_BYTES)));
  if (studies.length === 0) {
    throw new Error(`Cannot use ${join(root, file)}: no question is about ${organ}, name another`);
  }
  if (damaged === "fail") await requireImages(join(root, images), studies);
  return {
    labelNames: [],
    examples: studies.map(({ example }) => example),
    images: studies.map(({ image }) => join(images, image)),
  };
}

/** `kind: vqa-rad`. */
export const vqaRadKind: DatasetKind<VqaRadConfig> = {
  kind: "vqa-rad",
  version: 1,
  summary: "VQA-RAD: its JSON file of questions and its folder of images",
  paths: ["root", "file", "images"],
  open: async (config) => fileDataset(config, await load(config)),
};

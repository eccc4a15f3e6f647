/**
 * A dataset given as a table of images: the way to bring your own data.
 *
 * @module
 */

import { join } from "node:path";
import type { Dataset, DatasetKind } from "../dataset.ts";
import { readText } from "../files/text.ts";
import { readGreyImage } from "../image.ts";
import type { TableConfig } from "./config.ts";
import { digestFiles } from "./fingerprint.ts";
import { readParquet } from "./parquet.ts";
import { parseTable } from "./rows.ts";
import { readStudies, type Studies } from "./studies.ts";

/** The largest table that is read: one of all reports of MIMIC-CXR has 200 MB. */
const MOST_BYTES = 2 ** 28;

async function load(config: TableConfig): Promise<Studies> {
  const path = join(config.root, config.file);
  if (/\.parquet$/i.test(path)) {
    const wanted = Object.values(config.columns).flat();
    return readStudies(config, await readParquet(path, config.file, wanted));
  }
  const text = await readText(path, MOST_BYTES, "check root and file");
  return readStudies(config, parseTable(config.file, text));
}

/** `kind: table`. */
export const tableKind: DatasetKind<TableConfig> = {
  kind: "table",
  version: 2,
  summary: "your own images, named by a CSV, JSONL or Parquet table",
  paths: ["root", "file", "images"],
  async open(config): Promise<Dataset> {
    const { labelNames, examples, images } = await load(config);
    return {
      labelNames,
      examples,
      fingerprint: () => digestFiles(config.root, [config.file, ...images]),
      image: (index, size) => readGreyImage(join(config.root, images[index]!), size, config),
    };
  },
};

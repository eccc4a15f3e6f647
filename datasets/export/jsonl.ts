/**
 * The layout of the original's own files: a JSONL file per split, images as JPEG.
 *
 * @module
 */

import { join } from "node:path";
import type { Example } from "../dataset.ts";
import { writeImage, writeLines } from "./files.ts";
import { eachStudy, type Exporter } from "./layout.ts";

const FILES = { train: "Train.jsonl", valid: "Valid.jsonl", test: "Test.jsonl" } as const;

/**
 * Writes `Train.jsonl`, `Valid.jsonl` and `Test.jsonl` with the columns of the original's files for
 * MIMIC-CXR: `id`, `split`, `label` (the present ones, each in single quotes), `text` and `img`, a
 * path from the file's folder. Labels that are absent or uncertain have no place there.
 */
export const exportJsonl: Exporter = async (options) => {
  const { dataset: { examples, labelNames }, folder, size } = options;
  const image = ({ id, split }: Example) => `${split}/${id}.jpg`;
  await eachStudy(options, async (example, pixels) => {
    await writeImage(join(folder, image(example)), pixels, size);
  });
  for (const [split, file] of Object.entries(FILES)) {
    const rows = examples.filter((example) => example.split === split).map((example) => ({
      id: example.id,
      split,
      label: labelNames.filter((_, k) => example.labels[k] === 1).map((name) => `'${name}'`)
        .join(", "),
      text: example.text,
      img: image(example),
    }));
    await writeLines(join(folder, file), rows);
  }
};

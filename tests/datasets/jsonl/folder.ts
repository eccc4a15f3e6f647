/**
 * A made-up folder in the form of the original's preprocessed files.
 *
 * @module
 */

import { FINDINGS } from "../../../datasets/mod.ts";
import { type Files, picture } from "../files/folder.ts";

/** Three files of `count` studies each; every finding is in them. */
export async function jsonlFiles(count: number): Promise<Files> {
  const files: Files = {};
  for (const [s, split] of ["train", "valid", "test"].entries()) {
    const rows: string[] = [];
    for (let i = 0; i < count; i++) {
      const id = `${split}${i}`;
      const names = [FINDINGS[i % 14]!, FINDINGS[(i + s + 1) % 14]!];
      const label = i % 5 === 4 ? "''" : names.map((name) => `'${name}'`).join(", ");
      const img = `data/${split}/${id}.jpg`;
      rows.push(JSON.stringify({ id, label, text: `Report XXXX ${id}.`, img }) + "\n");
      files[img] = await picture("jpeg", s * count + i);
    }
    files[`${split[0]!.toUpperCase()}${split.slice(1)}.jsonl`] = rows.join("");
  }
  return files;
}

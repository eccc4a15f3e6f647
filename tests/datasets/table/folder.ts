/**
 * A small table dataset written to a temporary folder.
 *
 * @module
 */

import { join } from "node:path";
import sharp from "sharp";
import { tableConfigSchema } from "../../../datasets/mod.ts";
import type { TableConfig } from "../../../datasets/mod.ts";

/** A written folder. */
export interface Folder {
  readonly root: string;
  dispose(): Promise<void>;
}

/** Writes a table and `count` images `images/0.png`, `images/1.png`, … of differing content. */
export async function writeFolder(file: string, table: string, count: number): Promise<Folder> {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(join(root, "images"));
  await Deno.writeTextFile(join(root, file), table);
  for (let i = 0; i < count; i++) {
    await writePng(join(root, "images", `${i}.png`), 8, 6, (x, y) => 20 * x + 7 * y + i);
  }
  return { root, dispose: () => Deno.remove(root, { recursive: true }) };
}

/** Writes an 8-bit grey PNG of a function. */
export async function writePng(
  path: string,
  width: number,
  height: number,
  grey: (x: number, y: number) => number,
): Promise<void> {
  const data = Uint8Array.from(
    { length: width * height },
    (_, i) => grey(i % width, Math.floor(i / width)),
  );
  await sharp(data, { raw: { width, height, channels: 1 } }).png().toFile(path);
}

/** A checked table config. */
export function tableConfig(root: string, file: string, rest: object): TableConfig {
  return tableConfigSchema.parse({ kind: "table", root, file, ...rest });
}

/** A message of what a function throws. */
export async function messageOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("Nothing was thrown");
}

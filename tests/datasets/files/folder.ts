/**
 * Small folders of files, for loaders.
 *
 * @module
 */

import { dirname, join } from "node:path";
import sharp from "sharp";
import {
  type DatasetConfig,
  datasetConfigSchema,
  type DatasetIdentity,
  surveyDataset,
} from "../../../datasets/mod.ts";

/** Contents by path. */
export type Files = Record<string, string | Uint8Array>;

/** Writes files to a new folder, runs with its path and removes it. */
export async function withFiles<T>(files: Files, run: (root: string) => Promise<T>): Promise<T> {
  const root = await Deno.makeTempDir();
  try {
    await writeFiles(root, files);
    return await run(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Writes files below a folder. */
export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(join(root, path), bytes);
  }
}

/** A grey picture of 8 × 6 pixels that differs from others. */
export async function picture(format: "png" | "jpeg", seed: number): Promise<Uint8Array> {
  const data = Uint8Array.from({ length: 48 }, (_, i) => (i * 37 + seed * 11) % 251);
  const image = sharp(data, { raw: { width: 8, height: 6, channels: 1 } });
  return new Uint8Array(await image[format]().toBuffer());
}

/** A checked config. */
export function configOf(config: object): DatasetConfig {
  return datasetConfigSchema.parse(config);
}

/** What keys hold of a dataset. */
export async function identityOf(config: DatasetConfig): Promise<DatasetIdentity> {
  return (await surveyDataset(config)).identity;
}

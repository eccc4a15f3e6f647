/**
 * Files of an exported dataset.
 *
 * @module
 */

import { dirname } from "node:path";
import { resize } from "../resample.ts";

/** Writes text, and the folders above it. */
export async function writeText(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

/** Writes rows as JSON, one a line. */
export async function writeLines(path: string, rows: readonly object[]): Promise<void> {
  await writeText(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

/** Writes grey pixels `[size, size]` as PNG, or as JPEG of the best quality, by the path's ending. */
export async function writeImage(path: string, pixels: Uint8Array, size: number): Promise<void> {
  // Loaded here: it is native code, which a process that only plans may not load.
  const { default: sharp } = await import("sharp");
  await Deno.mkdir(dirname(path), { recursive: true });
  const image = sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .toColourspace("b-w");
  await (path.endsWith(".png") ? image.png() : image.jpeg({ quality: 100 })).toFile(path);
}

/** Which studies have a second image that shows no frontal view: every other one. */
export function hasLateral(index: number): boolean {
  return index % 2 === 1;
}

/** A stand-in for a lateral view: one half of the frontal image `[size, size]`, stretched. */
export function lateralView(pixels: Uint8Array, size: number): Uint8Array {
  const width = Math.ceil(size / 2);
  const data = Uint8Array.from(
    { length: width * size },
    (_, i) => pixels[Math.floor(i / width) * size + i % width]!,
  );
  return resize({ width, height: size, channels: 1, data }, size, size).data;
}

/** A report cut before its last sentence. */
export function sections(text: string): { readonly findings: string; readonly impression: string } {
  const cut = text.lastIndexOf(". ") + 1;
  return { findings: text.slice(0, cut), impression: text.slice(cut).trim() };
}

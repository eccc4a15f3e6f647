/**
 * The image files of a dataset: where they may lie, and a digest that does not read all of them.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { isAbsolute, join, normalize } from "node:path";
import { mapPool } from "./pool.ts";
import { whyUnreadable } from "./unreadable.ts";

/**
 * A path below a folder that must not lead out of the root.
 *
 * @param folder Below the root.
 * @param named As a table names it.
 * @param place Of the row, for messages.
 * @throws {Error} naming the row, for a path that leads out.
 */
export function imagePath(folder: string, named: string, place: string): string {
  const path = normalize(join(folder, named));
  if (isAbsolute(named) || path === ".." || path.startsWith("../") || named.includes("\0")) {
    throw new Error(
      `Cannot use image ${JSON.stringify(named)} of row ${place}: it lies outside the dataset's ` +
        `root, name it relative to the root`,
    );
  }
  return path;
}

/** Bytes of each file's end that are read: in a PNG they hold the checksum of all pixels. */
const TAIL = 4096;

/**
 * Digests files by path, size and last 4 KiB, in the order given.
 *
 * @param absent What a missing file means: an error, or a digest that says so.
 * @returns sha256, hexadecimal.
 * @throws {Error} naming the file, if one cannot be read.
 */
export async function digestImages(
  root: string,
  paths: readonly string[],
  absent: "fail" | "skip",
): Promise<string> {
  const hash = createHash("sha256");
  for await (const line of mapPool(paths, (path) => signature(root, path, absent))) {
    hash.update(line);
  }
  return hash.digest("hex");
}

async function signature(root: string, path: string, absent: "fail" | "skip"): Promise<string> {
  try {
    using file = await Deno.open(join(root, path));
    const { size } = await file.stat();
    const tail = new Uint8Array(Math.min(TAIL, size));
    await file.seek(-tail.length, Deno.SeekMode.End);
    let read = 0;
    while (read < tail.length) {
      const count = await file.read(tail.subarray(read));
      if (count === null) break;
      read += count;
    }
    return `${JSON.stringify(path)} ${size} ${createHash("sha256").update(tail).digest("hex")}\n`;
  } catch (error) {
    if (absent === "skip" && error instanceof Deno.errors.NotFound) {
      return `${JSON.stringify(path)} absent\n`;
    }
    throw new Error(
      `Cannot read image ${join(root, path)}: ${whyUnreadable(error)}, check the folder or set ` +
        `damaged: skip`,
      { cause: error },
    );
  }
}

/**
 * Folders of files as somebody downloaded them.
 *
 * @module
 */

import { whyUnreadable } from "./unreadable.ts";

/**
 * Names of the files in a folder, sorted with numbers by size (`2.xml` before `10.xml`).
 *
 * @param wayOut What to do where there is no such folder, for the error.
 * @throws {Error} naming the folder, if it cannot be read.
 */
export async function fileNames(folder: string, wayOut = "check the root"): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (!isDirectory) names.push(name);
    }
    return names.sort(byNumber);
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound;
    const reason = isAbsent ? "no such folder" : whyUnreadable(error);
    throw new Error(`Cannot read folder ${folder}: ${reason}, ${wayOut}`, { cause: error });
  }
}

/** Compares part by part, digits as numbers; the same on every machine, whatever its language. */
function byNumber(a: string, b: string): number {
  const parts = (name: string): string[] => name.match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    const difference = Number(x) - Number(y);
    if (difference) return difference;
    if (x !== y) return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

/**
 * The name itself, if it can only mean a file directly in its folder.
 *
 * @param place Where the name stands, for the error.
 * @throws {Error} naming the place, for a name that leads elsewhere.
 */
export function plainName(name: string, place: string): string {
  if (/^[^/\\\0]+$/.test(name) && !/^\.+$/.test(name)) return name;
  throw new Error(
    `Cannot use image ${JSON.stringify(name)} of ${place}: it is no plain file name, correct it`,
  );
}

/** An image and where it is named. */
export interface NamedImage {
  readonly image: string;
  readonly place: string;
}

/**
 * Checks that every image is in a folder.
 *
 * @param wayOut What to do where there is no such folder, for the error.
 * @throws {Error} naming folder, image and place, for the first that is not.
 */
export async function requireImages(
  folder: string,
  images: readonly NamedImage[],
  wayOut?: string,
): Promise<void> {
  const present = new Set(await fileNames(folder, wayOut));
  const missing = images.find(({ image }) => !present.has(image));
  if (!missing) return;
  throw new Error(
    `Cannot find image ${missing.image} of ${missing.place}: it is not in ${folder}, fetch it or ` +
      `set damaged: skip`,
  );
}

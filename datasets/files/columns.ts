/**
 * Checks that a table has the columns asked for.
 *
 * @module
 */

import { closest, distance } from "fastest-levenshtein";

/**
 * Looks for every column wanted.
 *
 * @param file The table's name, for messages.
 * @param wanted The columns it must have.
 * @param seen The columns it has.
 * @throws {Error} listing the columns seen and the nearest name, for one that is missing.
 */
export function checkColumns(
  file: string,
  wanted: readonly string[],
  seen: readonly string[],
): void {
  for (const name of wanted) {
    if (seen.includes(name)) continue;
    const near = nearest(name, seen);
    const hint = near === undefined ? "" : `, did you mean "${near}"`;
    throw new Error(
      `Cannot find column "${name}" in ${file}: it has ${
        seen.map((column) => `"${column}"`).join(", ")
      }${hint}`,
    );
  }
}

/** The name that needs the fewest edits, if that is at most half of it. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const near = closest(name, names);
  return distance(name, near) <= Math.max(name.length, near.length) / 2 ? near : undefined;
}

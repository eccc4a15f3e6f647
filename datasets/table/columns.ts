/**
 * Checks that a table has the columns a config names.
 *
 * @module
 */

import { closest, distance } from "fastest-levenshtein";
import type { TableConfig } from "./config.ts";

/**
 * Looks for every column the config names.
 *
 * @param seen The table's columns.
 * @throws {Error} listing the columns seen and the nearest name, for one that is missing.
 */
export function checkColumns({ file, columns }: TableConfig, seen: readonly string[]): void {
  for (const name of Object.values(columns).flat()) {
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
function nearest(name: string, names: readonly string[]): string | undefined {
  const near = closest(name, names);
  const longest = Math.max(name.length, near.length);
  return names.length > 0 && distance(name, near) <= longest / 2 ? near : undefined;
}

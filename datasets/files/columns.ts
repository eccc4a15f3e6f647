/**
 * Checks that a table has the columns asked for.
 *
 * @module
 */

import { closest, distance } from "fastest-levenshtein";

/** Names listed, and characters of each: more than the tables known have. */
const SHOWN = 40;

/**
 * Looks for every column wanted, once.
 *
 * @param file The table's name, for messages.
 * @param wanted The columns it must have.
 * @param seen The columns it has.
 * @throws {Error} listing the columns seen and the nearest name, for one that is missing; naming
 * one that is there twice.
 */
export function checkColumns(
  file: string,
  wanted: readonly string[],
  seen: readonly string[],
): void {
  for (const name of wanted) {
    if (seen.indexOf(name) !== seen.lastIndexOf(name)) {
      throw new Error(`Cannot read ${file}: two columns are called "${name}", rename one`);
    }
    if (seen.includes(name)) continue;
    throw new Error(
      `Cannot find column "${name}" in ${file}: it has ${listed(seen)}${hintFor(name, seen)}`,
    );
  }
}

/** The first names, cut where a file has no end of them. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => `"${name.slice(0, SHOWN)}"`).join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

function hintFor(name: string, seen: readonly string[]): string {
  if (seen.length === 1 && /[;\t|]/.test(seen[0]!)) return ", separate its columns with commas";
  const near = nearest(name, seen);
  return near === undefined ? "" : `, did you mean "${near}"`;
}

/** The name that needs the fewest edits, if that is at most half of it. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const alike = names.filter((other) => other.length <= 2 * name.length);
  if (alike.length === 0) return undefined;
  const near = closest(name, alike);
  return distance(name, near) <= Math.max(name.length, near.length) / 2 ? near : undefined;
}

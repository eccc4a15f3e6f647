/**
 * Studies that share something.
 *
 * @module
 */

import type { Example } from "../dataset.ts";

/** Whether studies stand in more than one split. */
export function acrossSplits(examples: readonly Example[], group: readonly number[]): boolean {
  return group.some((index) => examples[index]!.split !== examples[group[0]!]!.split);
}

/** How many studies of a group are named. */
const NAMED = 4;

/** `12 (train), 14 (test), and 3 more`. */
export function namesOf(examples: readonly Example[], group: readonly number[]): string {
  const names = group.slice(0, NAMED).map((index) => {
    const { id, split } = examples[index]!;
    return `${id} (${split})`;
  });
  const more = group.length - names.length;
  return [...names, ...more > 0 ? [`and ${more} more`] : []].join(", ");
}

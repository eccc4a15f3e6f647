/**
 * What a look through a dataset found.
 *
 * @module
 */

/** One thing that was found. */
export interface Finding {
  /** `leak`: what is tested on is also learned from; `warning`: look at it; `note`: good to know. */
  readonly level: "leak" | "warning" | "note";
  /** One sentence. */
  readonly text: string;
  /** The first few studies, patients or files that it is about. */
  readonly examples: readonly string[];
}

/** How many examples a finding names. */
const NAMED = 5;

/** A finding about a list, of which it names the first few. */
export function finding(
  level: Finding["level"],
  text: string,
  examples: readonly string[] = [],
): Finding {
  return { level, text, examples: examples.slice(0, NAMED) };
}

/** `1 study`, `3,547 studies`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
}

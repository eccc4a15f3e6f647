/**
 * Where a report names findings.
 *
 * @module
 */

import { anyOf } from "./patterns.ts";
import { SIGNS } from "./phrases.ts";
import { SILHOUETTES } from "./silhouettes.ts";

/** Words that name a finding, whatever is said of it. */
export interface Mention {
  /** One of the 14 findings. */
  readonly finding: string;
  /** Where the words stand in the text: characters `start` to `end`, the last not included. */
  readonly start: number;
  readonly end: number;
}

const NAMES = [
  ...Object.entries(SIGNS).map(([finding, signs]) => ({ finding, name: anyOf(signs) })),
  ...SILHOUETTES,
];

/**
 * The words of a report that name findings, in order. Of words that overlap the first count, of
 * those that begin together the most.
 */
export function mentionsOf(text: string): Mention[] {
  const { line, places } = plainLine(text);
  const found = NAMES.flatMap(({ finding, name }) =>
    Array.from(line.matchAll(name), ({ 0: words, index }): Mention => ({
      finding,
      start: places[index]!,
      end: places[index + words.length - 1]! + 1,
    }))
  );
  const mentions: Mention[] = [];
  for (const mention of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (mention.start >= (mentions.at(-1)?.end ?? 0)) mentions.push(mention);
  }
  return mentions;
}

/**
 * A text as the names of findings expect it (lower case, one blank between words and marks), and
 * the place in the text that each of its characters comes from.
 */
function plainLine(text: string): { line: string; places: number[] } {
  let line = "";
  const places: number[] = [];
  for (let place = 0; place < text.length; place++) {
    const character = text[place]!.toLowerCase();
    const kept = /^[a-z0-9]$/.test(character)
      ? character
      : /^[()[\].,;:?!/]$/.test(character)
      ? ` ${character} `
      : " ";
    for (const one of kept) {
      if (one === " " && line.endsWith(" ")) continue;
      line += one;
      places.push(place);
    }
  }
  return { line, places };
}

/**
 * Lists of phrases as one regular expression.
 *
 * @module
 */

/**
 * Finds any of the phrases, which are regular expressions, where whole words begin and end; nothing
 * if there are none.
 */
export function anyOf(phrases: readonly string[]): RegExp {
  if (phrases.length === 0) return /(?!)/g;
  return new RegExp(`(?<![a-z0-9])(?:${phrases.join("|")})(?![a-z0-9])`, "g");
}

/** Tells whether a text has any of the phrases. */
export function tester(phrases: readonly string[]): (text: string) => boolean {
  const pattern = anyOf(phrases);
  return (text) => text.search(pattern) >= 0;
}

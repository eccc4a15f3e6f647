/**
 * Which tokens would repeat an n-gram.
 *
 * @module
 */

/** What may not be repeated. */
export interface NgramRule {
  /** Tokens of an n-gram. */
  readonly size: number;
  /**
   * Tokens that may be repeated, and after which every token may follow while they are among the
   * last `size - 1`.
   * @default none
   */
  readonly ignore?: ReadonlySet<number>;
}

/**
 * Tokens that, behind `tokens`, would complete an n-gram that is already in it.
 *
 * Source: `get_dup_ngram_candidates` of the original; reference specification, section 5.6.
 */
export function repeatingTokens(
  tokens: readonly number[],
  { size, ignore }: NgramRule,
): Set<number> {
  const found = new Set<number>();
  const tail = tokens.slice(tokens.length - (size - 1));
  if (tokens.length < size || tail.some((token) => ignore?.has(token))) return found;
  for (let start = 0; start + size <= tokens.length; start++) {
    const last = tokens[start + size - 1]!;
    if (tail.every((token, i) => token === tokens[start + i]) && !ignore?.has(last)) {
      found.add(last);
    }
  }
  return found;
}

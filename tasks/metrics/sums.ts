/**
 * Metrics as functions of sums over examples, for tests that exchange examples or draw them anew.
 *
 * @module
 */

/** Some metrics of a set of predictions. */
export interface Sums {
  readonly names: readonly string[];
  /** `[examples, sums]`: what every example adds. */
  readonly addends: readonly (readonly number[])[];
  /** The metrics of `[sums]`, in the order of their names; null where undefined. */
  values(sums: Float64Array): (number | null)[];
}

/** Scores of single examples, whose metrics are means over the examples that have one. */
export function meanSums(scores: Readonly<Record<string, readonly (number | null)[]>>): Sums {
  const columns = Object.values(scores);
  return {
    names: Object.keys(scores),
    addends: columns[0]!.map((_, i) =>
      columns.flatMap((column) => column[i] === null ? [0, 0] : [column[i]!, 1])
    ),
    values: (sums) =>
      columns.map((_, m) => sums[2 * m + 1] === 0 ? null : sums[2 * m]! / sums[2 * m + 1]!),
  };
}

/** All metrics of several, of the same examples. */
export function joinSums(parts: readonly Sums[]): Sums {
  const widths = parts.map(({ addends }) => addends[0]!.length);
  const starts = widths.map((_, p) => widths.slice(0, p).reduce((sum, width) => sum + width, 0));
  return {
    names: parts.flatMap(({ names }) => names),
    addends: parts[0]!.addends.map((_, i) => parts.flatMap(({ addends }) => addends[i]!)),
    values: (sums) =>
      parts.flatMap(({ values }, p) => values(sums.subarray(starts[p]!, starts[p]! + widths[p]!))),
  };
}

/** Sums of the addends of examples: `[sums]`. */
export function totals(addends: readonly (readonly number[])[]): Float64Array {
  const sums = new Float64Array(addends[0]?.length ?? 0);
  for (const own of addends) own.forEach((value, k) => sums[k]! += value);
  return sums;
}

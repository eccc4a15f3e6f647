/**
 * Findings that a report says are there, with the sides it says they are on, and how a written report
 * agrees with its reference about both.
 *
 * @module
 */
import { namedLabels } from "./label.ts";
import { sentencesOf } from "./sentences.ts";

type Side = "right" | "left";

/** Labels that stand for no finding of their own: the second comes beside many others. */
const OF_NONE = new Set(["No Finding", "Lung Opacity"]);
const RIGHT = /\b(right|rt|bilat(eral)?)\b(?! ventricle)/;
const LEFT = /\b(left|lt|bilat(eral)?)\b(?! ventricle)/;

/** By label, the sides named in the sentences that say so. */
export function sidesOfFindings(report: string): Map<string, ReadonlySet<Side>> {
  const found = new Map<string, Set<Side>>();
  for (const sentence of sentencesOf(report)) {
    for (const [label, value] of Object.entries(namedLabels(sentence))) {
      if (value !== 1 || OF_NONE.has(label)) continue;
      const sides = found.get(label) ?? new Set();
      if (RIGHT.test(sentence)) sides.add("right");
      if (LEFT.test(sentence)) sides.add("left");
      found.set(label, sides);
    }
  }
  return found;
}

/** Counts over reports. */
export interface Agreement {
  /** Findings that written reports name, references name, and both. */
  readonly written: number;
  readonly reference: number;
  readonly both: number;
  /** Of those that both name: with a side, and just one in the reference; and with no other side. */
  readonly sided: number;
  readonly sameSide: number;
}

/** Counts what written reports have in common with their references. */
export function agreementOfSides(
  reports: readonly { readonly written: string; readonly reference: string }[],
): Agreement {
  const pairs = reports.map(({ written, reference }) =>
    [sidesOfFindings(written), sidesOfFindings(reference)] as const
  );
  const common = pairs.flatMap(([written, reference]) =>
    [...written].flatMap(([label, sides]) => {
      const expected = reference.get(label);
      return expected === undefined ? [] : [{ sides, expected }];
    })
  );
  const sided = common.filter(({ sides, expected }) => sides.size > 0 && expected.size === 1);
  return {
    written: pairs.reduce((sum, [written]) => sum + written.size, 0),
    reference: pairs.reduce((sum, [, reference]) => sum + reference.size, 0),
    both: common.length,
    sided: sided.length,
    sameSide: sided.filter(({ sides, expected }) => sides.symmetricDifference(expected).size === 0)
      .length,
  };
}

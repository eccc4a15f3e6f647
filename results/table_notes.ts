/**
 * What stands below a table.
 *
 * @module
 */
import { formatValue, metricOf } from "./metrics.ts";
import type { Reference } from "./references.ts";
import type { ResultComparison, ResultScore } from "./results.ts";
import { type Mark, MARKS } from "./table_marks.ts";

const TEST = "a paired test on the same test examples";

/** How to read marks; renderers show them as bold, † and italics. */
const MARK_NOTES: Readonly<Record<Mark, string>> = {
  best: `Bold: better than every other trained row by ${TEST}.`,
  tied: `†: the best mean, and trained rows not told from it by ${TEST}.`,
  top: "Italics: the best mean of the trained rows, not all of which were tested.",
};

const TESTS: Readonly<Record<ResultComparison["test"], string>> = {
  delong: "DeLong’s for AUROC",
  mcnemar: "McNemar’s for accuracy",
  randomisation: "approximate randomisation",
};

/**
 * How to read the marks of a table, and which tests they come from.
 *
 * @param comparisons Of its columns.
 */
export function markNotes(
  marks: ReadonlySet<Mark>,
  comparisons: readonly ResultComparison[],
): string[] {
  const notes = MARKS.flatMap((mark) => marks.has(mark) ? [MARK_NOTES[mark]] : []);
  if (!marks.has("best") && !marks.has("tied")) return notes;
  const used = new Set(comparisons.map(({ test }) => test));
  const tests = Object.entries(TESTS).flatMap(([test, words]) =>
    used.has(test as ResultComparison["test"]) ? [words] : []
  );
  return [
    ...notes,
    `Tests: ${
      tests.join(", ")
    }; two-sided, corrected by Holm over the rows of a column, α = .05, of ` +
    "the models at hand: they say what other test examples would give, not what other seeds would.",
  ];
}

/** Where an interval is over test examples. */
export const EXAMPLES_NOTE =
  "Brackets of one seed: 95 % interval over test examples, by DeLong’s variance for AUROC, else by the " +
  "bootstrap; what another seed would give is not in it.";

/** How many labels `AUROC macro` leaves out in a column's test set. */
export function undefinedLabelsNote(transfer: string, labels: number): string {
  return `AUROC macro of ${transfer} leaves out ${labels} ${
    labels === 1 ? "label" : "labels"
  } with one class only in the test set.`;
}

export const UNDEFINED_NOTE = "– is undefined; an AUROC is where the test set has one class only.";

export const NO_REFERENCE_NOTE =
  "No reference: no published value is known for any entry of this table.";

/** What the tests of a table's columns could have seen, column by column. */
export function detectableNote(
  columns: readonly { title: string; comparison: ResultComparison }[],
): string[] {
  const parts = columns.flatMap(({ title, comparison: { metric: name, rows, examples } }) => {
    const metric = metricOf(name);
    // Rows that predict the same do not show what a test could find.
    const detectable = rows.flatMap(({ test }) => test?.detectable ?? [])
      .filter((value) => /[1-9]/.test(formatValue(metric, value)));
    if (detectable.length === 0) return [];
    const ends = [Math.min(...detectable), Math.max(...detectable)];
    const range = new Set(ends.map((value) => formatValue(metric, value)));
    return [`${title}, ${[...range].join(" to ")} on ${examples} test examples`];
  });
  if (parts.length === 0) return [];
  return [
    `Differences from the best that a test can find (power .8, α = .05 before Holm): ${
      parts.join("; ")
    }.`,
  ];
}

/** Who computed the metrics that were not computed here. */
export function scoreNotes(scores: readonly ResultScore[]): string[] {
  return scores.map(({ metric, scorer: { name, version }, sha256, cells, predictions, ...of }) => {
    const without = of.undefined === 0 ? "" : `, ${of.undefined} of them without a score`;
    return `${
      metricOf(metric).title
    }: computed by ${name} ${version}, imported from a file (sha256 ` +
      `${sha256.slice(0, 12)}) for ${cells} ${cells === 1 ? "cell" : "cells"} and ${predictions} ` +
      `predictions${without}.`;
  });
}

/** Where values beside entries come from. */
export function referenceNotes(references: readonly Reference[]): string[] {
  const seen = references.filter(({ value }) => value !== null);
  return [
    ...new Set(seen.map(({ how, source, note }) => {
      return `Reference, ${how}: ${source}${note ? `; ${note}` : ""}.`;
    })),
  ];
}

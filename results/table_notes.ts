/**
 * What stands below a table.
 *
 * @module
 */
import type { Comparison } from "./compare.ts";
import { formatValue, type Metric, metricOf } from "./metrics.ts";
import type { Reference } from "./references.ts";
import type { ResultScore } from "./results.ts";
import type { Mark } from "./table_marks.ts";

const TEST = "a paired test on the same test examples (approximate randomisation, Holm, α = .05)";

/** How to read marks; renderers show them as bold, † and italics. */
export const MARK_NOTES: Readonly<Record<Mark, string>> = {
  best: `Bold: better than every other trained row by ${TEST}.`,
  tied: `†: the best mean, and trained rows not told from it by ${TEST}.`,
  top: "Italics: the best mean of the trained rows, not all of which were tested.",
};

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
  columns: readonly { title: string; metric: Metric; comparison: Comparison }[],
): string[] {
  const parts = columns.flatMap(({ title, metric, comparison: { rows, examples } }) => {
    const detectable = rows.flatMap(({ test }) => test ? [test.detectable] : []);
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

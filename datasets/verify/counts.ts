/**
 * How much there is in a dataset.
 *
 * @module
 */

import type { Example, Question, Split } from "../dataset.ts";

/** Names of the splits. */
export const SPLITS = ["train", "valid", "test"] as const satisfies readonly Split[];

/** Studies, patients, reports and questions, of a split or of all. */
export interface Counts {
  readonly studies: number;
  readonly patients: number;
  /** Studies with a report. */
  readonly reports: number;
  readonly questions: number;
  /** Questions of the type `closed`. */
  readonly closed: number;
}

/** Counts by split, and of all. */
export type SplitCounts = Readonly<Record<Split | "all", Counts>>;

/** Counts the examples of each split. */
export function countSplits(examples: readonly Example[]): SplitCounts {
  const of = (split: Split) => countOf(examples.filter((example) => example.split === split));
  return { train: of("train"), valid: of("valid"), test: of("test"), all: countOf(examples) };
}

function countOf(examples: readonly Example[]): Counts {
  let [reports, questions, closed] = [0, 0, 0];
  const isClosed = ({ type }: Question) => type === "closed";
  for (const example of examples) {
    if (example.text !== "") reports++;
    questions += example.questions.length;
    closed += example.questions.filter(isClosed).length;
  }
  const patients = new Set(examples.map(({ patient }) => patient)).size;
  return { studies: examples.length, patients, reports, questions, closed };
}

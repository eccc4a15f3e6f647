/**
 * How many studies of each split have a label.
 *
 * @module
 */

import type { Dataset, Split } from "../dataset.ts";
import { SPLITS } from "./counts.ts";
import { type Finding, finding } from "./finding.ts";

/** A label's positive studies by split. */
export interface Prevalence {
  readonly label: string;
  readonly positives: Readonly<Record<Split, number>>;
}

/** Counts the studies with the value 1, label by label. */
export function labelPrevalence(
  { labelNames, examples }: Pick<Dataset, "labelNames" | "examples">,
): Prevalence[] {
  const rows = labelNames.map((label) => ({ label, positives: { train: 0, valid: 0, test: 0 } }));
  for (const { labels, split } of examples) {
    labels.forEach((value, k) => {
      if (value === 1) rows[k]!.positives[split]++;
    });
  }
  return rows;
}

/** A warning, if a split with studies lacks a label that another split has. */
export function checkPrevalence(
  prevalence: readonly Prevalence[],
  studies: Readonly<Record<Split, number>>,
): Finding[] {
  const lacking = prevalence.flatMap(({ label, positives }) => {
    const splits = SPLITS.filter((split) => studies[split] > 0 && positives[split] === 0);
    return splits.length > 0 ? [`${label}: ${splits.join(", ")}`] : [];
  });
  return lacking.length > 0 ? [finding("warning", "Labels without a positive study", lacking)] : [];
}

/**
 * Patients in more than one split.
 *
 * @module
 */

import type { Example, Split } from "../dataset.ts";
import { count, type Finding, finding } from "./finding.ts";

/** A leak, if a patient stands in two splits. */
export function checkPatients(examples: readonly Example[]): Finding[] {
  const splits = new Map<string, Set<Split>>();
  for (const { patient, split } of examples) {
    splits.set(patient, (splits.get(patient) ?? new Set()).add(split));
  }
  const shared = [...splits].filter(([, own]) => own.size > 1);
  if (shared.length === 0) return [];
  const text = `${count(shared.length, "patient")} in more than one split`;
  return [
    finding("leak", text, shared.map(([patient, own]) => `${patient}: ${[...own].join(", ")}`)),
  ];
}

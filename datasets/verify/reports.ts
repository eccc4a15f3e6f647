/**
 * Reports that several studies have.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Example } from "../dataset.ts";
import { count, type Finding, finding } from "./finding.ts";
import { acrossSplits, namesOf } from "./groups.ts";

/**
 * Notes on equal reports, within and across splits; case and blanks make no difference.
 *
 * They are no leak by themselves: short normal reports are dictated again and again.
 */
export function checkReports(examples: readonly Example[]): Finding[] {
  const repeated = repeatedReports(examples);
  const across = repeated.filter((group) => acrossSplits(examples, group));
  const within = repeated.filter((group) => !acrossSplits(examples, group));
  const say = (where: string, found: readonly number[][]) => {
    if (found.length === 0) return [];
    const studies = count(found.flat().length, "study", "studies");
    const text = `${count(found.length, "report")} of ${studies} repeated ${where}`;
    return [finding("note", text, found.map((group) => namesOf(examples, group)))];
  };
  return [...say("across splits", across), ...say("within a split", within)];
}

/** Groups of studies with one report; case and blanks make no difference. */
export function repeatedReports(examples: readonly Example[]): number[][] {
  const groups = new Map<string, number[]>();
  examples.forEach(({ text }, index) => {
    const plain = text.toLowerCase().split(/\s+/).filter((word) => word !== "").join(" ");
    if (plain === "") return;
    const key = createHash("sha256").update(plain).digest("base64"); // long reports are not kept
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}

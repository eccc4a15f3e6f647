/**
 * The headings of MIMIC-CXR's reports, in all the ways they are written.
 *
 * @module
 */

import { distance } from "fastest-levenshtein";

/** What a stretch of a report is; `other` is nothing that describes the image. */
export type Section = "findings" | "impression" | "other" | "none";

/** A heading and what follows it on its line. */
export interface Heading {
  readonly section: Section;
  readonly rest: string;
}

/** Capitals up to a colon at the start of a line. */
const CAPITALS = /^\s*([A-Z][A-Z0-9 ()/,.&#'_-]{1,80}?)\s*:(?:\s+|$)/;
/** A word or three in any case up to a colon. */
const WORDS =
  /^\s*([A-Za-z]+(?: (?:and |& |\/ ?)?[A-Za-z]+){0,2}|[A-Za-z]+\/[A-Za-z]+)\s*:(?:\s+|$)/;
/** A line of nothing but a heading, its colon forgotten. */
const ALONE = /^\s*([A-Z]{6,}(?:(?: AND | & | ?\/ ?)[A-Z]{6,})?)\s*[.;]?\s*$/;
/** Starts the signed report. */
export const FINAL_REPORT = /^\s*FINAL (?:REPORT|ADDENDUM)\b/;
/** Starts what was said before it. */
export const PRELIMINARY = /^\s*(?:WET READ|PRELIMINARY|PROVISIONAL)\b/;

/** Headings of what does not describe the image. */
const OTHER =
  /^(?:EXAM|STUDY|DATE|TIME|INDICATION|CLINICAL|HISTORY|REASON|TECHNIQUE|TECHNICAL|COMPARISON|COMPARED|PROCEDURE|NOTIFICATION|NOTE|RECOMMENDATION|ADDENDUM|SIGNED|DICTATED|APPROVED|REFERENCE|PRIOR|PROVIDED|PATIENT|WET READ|PRELIMINARY|PROVISIONAL|TYPE OF|CONTRAST|COMMUNICATION|OPERATORS?|DOSE|FLUORO|ACCESSION)/;
/** Headings that name the views and stand for FINDINGS. */
const VIEWS = /\b(?:CHEST|VIEWS?|PORTABLE|FRONTAL|LATERAL|RADIOGRAPHS?|CXR|BONE WINDOW)\b/;

/**
 * The heading that a line starts with.
 *
 * Misspellings are within two edits of FINDINGS, IMPRESSION or CONCLUSION. A heading for both counts
 * as findings. `undefined`: the line goes on with the section before it; that is also so for a
 * subheading such as `LUNGS:`.
 */
export function headingOf(line: string, current: Section): Heading | undefined {
  if (FINAL_REPORT.test(line)) return { section: "none", rest: "" };
  if (PRELIMINARY.test(line)) return { section: "other", rest: "" };
  const capitals = CAPITALS.exec(line);
  const match = capitals ?? WORDS.exec(line) ?? ALONE.exec(line);
  if (!match) return undefined;
  const name = match[1]!.toUpperCase();
  const rest = line.slice(match[0].length);
  const section = sectionNamed(name);
  if (section) return { section, rest };
  if (!capitals) return undefined;
  if (OTHER.test(name)) return { section: "other", rest };
  return VIEWS.test(name) && current !== "findings" && current !== "impression"
    ? { section: "findings", rest }
    : undefined;
}

/** `findings` before `impression`, as they come in a heading for both. */
function sectionNamed(name: string): Section | undefined {
  const words = name.split(/[^A-Z]+/).filter((word) => word.length > 5);
  const near = (...right: string[]) =>
    words.some((word) => right.some((name) => distance(word, name) <= 2));
  if (near("FINDINGS", "FINDING")) return "findings";
  return near("IMPRESSION", "IMPRESSIONS", "CONCLUSION", "CONCLUSIONS") ? "impression" : undefined;
}

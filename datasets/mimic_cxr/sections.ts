/**
 * Takes MIMIC-CXR's reports apart.
 *
 * @module
 */

import { FINAL_REPORT, headingOf, PRELIMINARY, type Section } from "./headings.ts";

/** A report's parts, each on one line; empty where it has none. */
export interface ReportSections {
  readonly findings: string;
  readonly impression: string;
  /** The last paragraph that describes the image; an impression where no heading says so. */
  readonly lastParagraph: string;
  /** Everything, headings included. */
  readonly report: string;
}

/** `…unchanged.  IMPRESSION: No …`: a heading that a line break was lost before. */
const INLINE = /(?<=[.:]\s{1,8}|\s{2})(?=(?:FINDINGS|IMPRESSION|CONCLUSION)S?\s*:)/g;

/**
 * Finds the sections of a report.
 *
 * A section that comes twice is put together in order. A preliminary report (WET READ) that stands
 * before the final one is passed over. De-identified places stay as they are, three underscores.
 *
 * @example
 * ```ts
 * readSections("FINDINGS:\n Clear.\n\n IMPRESSION:  Normal.").impression; // "Normal."
 * ```
 */
export function readSections(report: string): ReportSections {
  const parts: Record<Section, string[]> = { findings: [], impression: [], other: [], none: [] };
  let section: Section = "none";
  let lastParagraph: string[] = [];
  let ended = true;
  for (const line of finalReport(report.replace(INLINE, "\n").split(/\r\n?|\n/))) {
    const heading = headingOf(line, section);
    if (heading) [section, ended] = [heading.section, true];
    const text = heading ? heading.rest : line;
    if (text.trim() === "") {
      ended = true;
      continue;
    }
    parts[section].push(text);
    if (section === "other" || !/[a-z]/.test(text)) continue; // a line of capitals is a title
    if (ended) lastParagraph = [];
    ended = false;
    lastParagraph.push(text);
  }
  return {
    findings: oneLine(parts.findings),
    impression: oneLine(parts.impression),
    lastParagraph: oneLine(lastParagraph),
    report: oneLine([report]),
  };
}

/** The lines after a preliminary report, or all. */
function finalReport(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => FINAL_REPORT.test(line));
  return lines.slice(0, Math.max(0, start)).some((line) => PRELIMINARY.test(line))
    ? lines.slice(start)
    : lines;
}

function oneLine(lines: readonly string[]): string {
  return lines.join(" ").replace(/\s+/g, " ").trim();
}

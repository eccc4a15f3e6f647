/**
 * Reads files of reports, one JSON object per line.
 *
 * @module
 */

import { eachLine } from "../files/text.ts";

/** A report to label. */
export interface ReportLine {
  readonly id: string | number;
  readonly text: string;
}

/**
 * Reads the `id` and `text` of every line; other fields and blank lines are passed over. A file that
 * ends in `.gz` is unzipped.
 *
 * @throws {SyntaxError} naming file and line, for a line that is no report.
 * @throws {Error} naming the file, if it cannot be read or holds no report.
 */
export async function readReports(file: string): Promise<ReportLine[]> {
  const reports: ReportLine[] = [];
  for await (const { line, place } of eachLine(file)) reports.push(parseReport(line, place));
  if (reports.length > 0) return reports;
  throw new Error(`Cannot read reports ${file}: it has none, expected a JSON object per line`);
}

function parseReport(line: string, place: string): ReportLine {
  const refuse = (reason: string, cause?: unknown) =>
    new SyntaxError(`Cannot read report ${place}: ${reason}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse(`${(error as Error).message}, correct the line`, error);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(`${line.slice(0, 40)}, expected an object`);
  }
  const { id, text } = value as Record<string, unknown>;
  if (typeof id !== "string" && typeof id !== "number") {
    throw refuse(`id is ${shown(id)}, expected a string or a number`);
  }
  if (typeof text !== "string") throw refuse(`text is ${shown(text)}, expected a string`);
  return { id, text };
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value).slice(0, 40);
}

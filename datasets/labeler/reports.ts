/**
 * Reads files of reports, one JSON object per line.
 *
 * @module
 */

/** A report to label. */
export interface ReportLine {
  readonly id: string | number;
  readonly text: string;
}

/**
 * Reads the `id` and `text` of every line; other fields and blank lines are passed over.
 *
 * @throws {SyntaxError} naming file and line, for a line that is no report.
 * @throws {Error} naming the file, if it cannot be read or holds no report.
 */
export function readReports(file: string): ReportLine[] {
  const reports = textOf(file).split("\n").flatMap((line, i) =>
    line.trim() === "" ? [] : [parseReport(line, `${file}:${i + 1}`)]
  );
  if (reports.length > 0) return reports;
  throw new Error(`Cannot read reports ${file}: it has none, expected a JSON object per line`);
}

function textOf(file: string): string {
  try {
    return Deno.readTextFileSync(file).replace(/^\uFEFF/, "");
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound;
    const reason = isAbsent ? "no such file" : (error as Error).message;
    throw new Error(`Cannot read reports ${file}: ${reason}, check the path`, { cause: error });
  }
}

function parseReport(line: string, place: string): ReportLine {
  const refuse = (reason: string, cause?: unknown) =>
    new SyntaxError(`Cannot read report ${place}: ${reason}`, { cause });
  if (line.includes("\uFFFD")) throw refuse("it is not UTF-8, save the file as UTF-8");
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse((error as Error).message, error);
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

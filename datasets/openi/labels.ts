/**
 * Labels of Open-I: from a file, by rules from the report, or the collection's headings.
 *
 * @module
 */

import { FINDINGS, type LabelValue } from "../dataset.ts";
import { labelReport } from "../labeler/mod.ts";
import type { OpeniReport } from "./report.ts";

/** The 14 findings of some reports by id. */
export type FindingsById = ReadonlyMap<string, readonly LabelValue[]>;

const VALUES: readonly unknown[] = [1, 0, -1, null];

/**
 * Parses a file of findings: lines as `deno task datasets label` prints them, or as the published
 * splits have them, whose names are findings that are present.
 *
 * @throws {SyntaxError} naming file and line, for a wrong line or a second one about a report.
 */
export function parseFindings(file: string, text: string): FindingsById {
  const found = new Map<string, LabelValue[]>();
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const refuse = (reason: string) =>
      new SyntaxError(`Cannot read labels ${file}:${i + 1}: ${reason}`);
    const { id, labels, label } = parseObject(line, refuse);
    if (typeof id !== "string") throw refuse(`id is ${JSON.stringify(id)}, expected a string`);
    if (found.has(id)) throw refuse(`"${id}" has a line already, remove one`);
    const values = typeof label === "string" ? present(label) : named(labels);
    const unknown = [...values.keys()].find((name) =>
      !(FINDINGS as readonly string[]).includes(name)
    );
    if (unknown !== undefined) throw refuse(`"${unknown}" is no finding, correct it`);
    for (const [name, value] of values) {
      if (VALUES.includes(value)) continue;
      throw refuse(`${name} is ${JSON.stringify(value)}, expected 1, 0, -1 or null`);
    }
    found.set(id, FINDINGS.map((name) => (values.get(name) ?? null) as LabelValue));

    function named(value: unknown): Map<string, unknown> {
      if (typeof value === "object" && value !== null) return new Map(Object.entries(value));
      throw refuse("it has neither labels nor label, expected one of them");
    }
  });
  return found;
}

function parseObject(line: string, refuse: (reason: string) => Error): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse(`${(error as Error).message}, correct the line`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw refuse(`${line.slice(0, 40)}, expected an object`);
}

/** `'Edema', 'Fracture'` as the findings that are 1; `''` names none. */
function present(label: string): Map<string, unknown> {
  const names = label.split(",").map((name) => name.trim().replace(/^'(.*)'$/, "$1"));
  return new Map(names.filter((name) => name !== "").map((name) => [name, 1]));
}

/** The findings of a report: those of the file, or what the rules read from its text. */
export function findingsOf(id: string, text: string, file: FindingsById): readonly LabelValue[] {
  return file.get(id) ?? labelReport(text);
}

/** A heading without its qualifiers: `Opacity/lung/base/left` is Opacity. */
function heading(tag: string): string {
  return tag.split("/")[0]!.trim();
}

/** The headings of all reports as labels, sorted: 1 where a report has it, else 0. */
export function meshLabels(
  reports: readonly OpeniReport[],
): { readonly names: readonly string[]; readonly values: readonly (readonly LabelValue[])[] } {
  const own = reports.map(({ mesh }) => new Set(mesh.major.map(heading)));
  const names = [...new Set(own.flatMap((headings) => [...headings]))].sort();
  return { names, values: own.map((headings) => names.map((name) => headings.has(name) ? 1 : 0)) };
}

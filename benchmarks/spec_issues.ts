/**
 * What zod finds wrong, in the words of spec errors.
 *
 * @module
 */
import { z } from "zod";
import { type Path, pathText, show, suggest } from "./spec_words.ts";

/** A problem with one field, not yet placed in a file. */
export interface Finding {
  readonly path: Path;
  /** Other fields that may be to blame: the problem is placed at one of them that a flag set. */
  readonly others?: readonly Path[];
  /** Is it the field's value that is wrong, or that there is a field of this name? */
  readonly of: "value" | "name";
  readonly sentence: string;
}

/** `Cannot use <path>: <problem>`, about a field's value. */
export function finding(path: Path, problem: string, of: Finding["of"] = "value"): Finding {
  return { path, of, sentence: `Cannot use ${pathText(path)}: ${problem}` };
}

/**
 * Checks plain values against a schema.
 *
 * @returns The schema's output, or one finding per field that is wrong.
 */
export function check<S extends z.ZodType>(
  schema: S,
  input: unknown,
): { data: z.output<S>; findings?: undefined } | { data?: undefined; findings: Finding[] } {
  const result = schema.safeParse(input, { error: expectation, reportInput: true });
  if (result.success) return { data: result.data };
  const findings = new Map<string, Finding>();
  for (const issue of result.error.issues) {
    for (const found of translate(issue)) {
      const place = `${found.of} ${pathText(found.path)}`;
      if (!findings.has(place)) findings.set(place, found);
    }
  }
  return { findings: [...findings.values()] };
}

function translate(issue: z.core.$ZodIssue): Finding[] {
  const path = issue.path as Path;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        finding([...path, key], `no such field, ${suggest(key, issue.message.split(" "))}`, "name")
      );
    case "invalid_key":
      return [finding(path, `not a name, use ${issue.issues[0]!.message}`, "name")];
    case "custom":
      return [finding(path, issue.message)];
    case "invalid_value":
      return [
        finding(path, `${seen(issue.input)}, ${suggest(issue.input, issue.values.map(String))}`),
      ];
    case "invalid_union": {
      if (!issue.discriminator) return nearestBranch(issue).map(within(path)).flatMap(translate);
      const kind = (issue.input as Record<string, unknown>)[issue.discriminator];
      const options = ("options" in issue ? issue.options as unknown[] : []).map(String);
      return [finding(path, `${seen(kind)}, ${suggest(kind, options)}`)];
    }
  }
  return [finding(path, `${seen(issue.input)}, use ${issue.message}`)];
}

/** What is wrong with the branch of a union that the input got furthest into. */
function nearestBranch(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] {
  // An unknown key is found in the map, a wrong type at it.
  const depth = (issues: z.core.$ZodIssue[]) =>
    Math.max(...issues.map(({ code, path }) => path.length + +(code === "unrecognized_keys")));
  return issue.errors.reduce((best, branch) => depth(branch) > depth(best) ? branch : best);
}

function within(path: Path): (issue: z.core.$ZodIssue) => z.core.$ZodIssue {
  return (issue) => ({ ...issue, path: [...path, ...issue.path] as PropertyKey[] });
}

function seen(value: unknown): string {
  return value === undefined ? "missing" : `got ${show(value)}`;
}

/** What a schema asks for, as a noun; a schema's own message wins over this. */
function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.inst instanceof z.ZodNumberFormat) return "a whole number";
      return NOUNS[issue.expected] ?? `a ${issue.expected}`;
    case "too_small":
      return bound(issue, issue.inclusive ? "at least" : "above", issue.minimum);
    case "too_big":
      return bound(issue, issue.inclusive ? "at most" : "below", issue.maximum);
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "unrecognized_keys": // read back by `translate`
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(" ") : "";
    default:
      return "another value";
  }
}

const NOUNS: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "a map of fields",
  record: "a map of names",
};

function bound(
  issue: { origin: string; exact?: boolean },
  word: string,
  limit: number | bigint,
): string {
  const unit = { array: "entry", string: "character", map: "entry" }[issue.origin];
  if (!unit) return `a number ${word === "above" || word === "below" ? "" : "of "}${word} ${limit}`;
  if (issue.exact) word = "exactly";
  const units = limit === 1 ? unit : unit === "entry" ? "entries" : `${unit}s`;
  return `${word} ${limit} ${units}`;
}

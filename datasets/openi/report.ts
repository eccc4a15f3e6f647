/**
 * One report of Open-I: an XML file.
 *
 * @module
 */

import { XMLParser, XMLValidator } from "fast-xml-parser";

/** What a report's file says. */
export interface OpeniReport {
  /** Texts of the sections, "" where there is none; XXXX stands for what was de-identified. */
  readonly findings: string;
  readonly impression: string;
  /** Headings given by hand, such as `Cardiomegaly/mild`, and those found by a program. */
  readonly mesh: { readonly major: readonly string[]; readonly automatic: readonly string[] };
  /** Names of the images without their ending, in order. */
  readonly images: readonly string[];
}

/** Elements that may stand more than once. */
const LISTS = ["AbstractText", "major", "automatic", "parentImage"];

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  trimValues: false,
  // Characters by number; a file cannot name entities of its own, since it may have no DOCTYPE.
  htmlEntities: true,
  isArray: (name) => LISTS.includes(name),
});

/**
 * Parses a report.
 *
 * @param name The file's name, for errors.
 * @param text The file's content.
 * @throws {SyntaxError} naming file and line or element, for text that is no report; a DOCTYPE, and
 * with it every entity, is refused.
 */
export function parseReport(name: string, text: string): OpeniReport {
  const refuse = (reason: string) => new SyntaxError(`Cannot read report ${name}: ${reason}`);
  if (/<!DOCTYPE/i.test(text)) {
    throw refuse("it has a DOCTYPE, which reports of Open-I do not have, remove it");
  }
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    const { line, msg } = valid.err;
    throw refuse(`line ${line}: ${msg.replace(/\s+/g, " ").replace(/\.$/, "")}, fetch it again`);
  }
  const child = (parent: unknown, name: string): unknown => {
    const found = own(parent, name);
    if (!Array.isArray(found)) return found;
    throw refuse(`it has ${found.length} elements ${name}, expected one`);
  };
  const report = child(parse(text, refuse), "eCitation");
  if (report === undefined) {
    throw refuse("it has no element eCitation, expected a report of Open-I");
  }
  const article = child(child(report, "MedlineCitation"), "Article");
  const sections = children(child(article, "Abstract"), "AbstractText");
  const section = (label: string) =>
    sections.filter((one) => attribute(one, "Label").toUpperCase() === label).map(textOf)
      .filter((text) => text !== "").join(" ");
  const mesh = (kind: string) =>
    children(child(report, "MeSH"), kind).map(textOf).filter((text) => text !== "");
  return {
    findings: section("FINDINGS"),
    impression: section("IMPRESSION"),
    mesh: { major: mesh("major"), automatic: mesh("automatic") },
    images: children(report, "parentImage").map((image) => {
      const id = attribute(image, "id");
      if (id === "") throw refuse("an element parentImage has no id, add it");
      return id;
    }),
  };
}

function parse(text: string, refuse: (reason: string) => Error): unknown {
  try {
    return PARSER.parse(text);
  } catch (error) {
    throw refuse(`${(error as Error).message}, fetch it again`);
  }
}

function own(parent: unknown, name: string): unknown {
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, name)) {
    return undefined;
  }
  return (parent as Record<string, unknown>)[name];
}

/** Elements of a name in {@link LISTS}. */
function children(parent: unknown, name: string): readonly unknown[] {
  return (own(parent, name) ?? []) as readonly unknown[];
}

function attribute(element: unknown, name: string): string {
  const value = own(element, `@${name}`);
  return typeof value === "string" ? value.trim() : "";
}

/** An element's text with single blanks. */
function textOf(element: unknown): string {
  const text = typeof element === "string" ? element : own(element, "#text");
  return typeof text === "string" ? text.replace(/\s+/g, " ").trim() : "";
}

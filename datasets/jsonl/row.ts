/**
 * One line of the original's files.
 *
 * @module
 */

import { FINDINGS, type LabelValue, type Split } from "../dataset.ts";
import { nearest } from "../files/columns.ts";
import { SPLIT_WORDS } from "../files/split_words.ts";

/** A study as a line gives it. */
export interface JsonlRow {
  readonly id: string;
  readonly text: string;
  readonly img: string;
  /** 1 for what the line names, null for the rest, in the order of {@link FINDINGS}. */
  readonly labels: readonly LabelValue[];
}

/**
 * Reads `{id, split?, label, text, img}`; other fields are passed over.
 *
 * @param place `Train.jsonl:7`, for messages.
 * @param split The split its file stands for; a row that names another one is refused.
 * @throws {SyntaxError} naming the row.
 */
export function parseRow(line: string, place: string, split: Split): JsonlRow {
  const refuse = (problem: string, cause?: unknown) =>
    new SyntaxError(`Cannot read row ${place}: ${problem}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw refuse(`${(error as Error).message}, expected a JSON object on one line`, error);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(`${line.slice(0, 40)}, expected an object`);
  }
  const fields = value as Record<string, unknown>;
  const field = (name: string): string => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value === "string") return value;
    const seen = value === undefined ? "missing" : JSON.stringify(value).slice(0, 40);
    throw refuse(`${name} is ${seen}, expected a text`);
  };
  const [id, label, text, img] = [field("id"), field("label"), field("text"), field("img")];
  if (id === "") throw refuse("id is empty, fill it in");
  if (img === "") throw refuse("img is empty, name the study's image");
  if (Object.hasOwn(fields, "split")) {
    const word = field("split");
    if (SPLIT_WORDS.get(word.toLowerCase()) !== split) {
      throw refuse(`split is ${JSON.stringify(word)} in the file of ${split}, move the row`);
    }
  }
  const names = namesIn(label);
  const unknown = names.find((name) => !(FINDINGS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, FINDINGS);
    throw refuse(
      `label names ${JSON.stringify(unknown)}, ` +
        (near === undefined ? "expected names of the 14 findings" : `did you mean "${near}"`),
    );
  }
  return { id, text, img, labels: FINDINGS.map((name) => names.includes(name) ? 1 : null) };
}

/** `'Cardiomegaly', 'Edema'` → both; nothing, and the `''` of Open-I, is no label. */
function namesIn(label: string): string[] {
  return label.split(",")
    .map((name) => name.trim().replace(/^'(.*)'$/, "$1"))
    .filter((name) => name !== "");
}

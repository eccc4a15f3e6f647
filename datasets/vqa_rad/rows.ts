/**
 * The question-answer pairs of VQA-RAD's JSON file.
 *
 * @module
 */

import type { Question } from "../dataset.ts";
import { plainName } from "../files/folder.ts";
import { cleanQuestion } from "../vqa_text.ts";

/** A pair, and the reworded question if there is one. */
export interface VqaRadRow {
  /** `VQA_RAD Dataset Public.json[7]`, for errors. */
  readonly place: string;
  readonly isTest: boolean;
  /** Name of the image's file. */
  readonly image: string;
  /** The case that the image is from. */
  readonly patient: string;
  readonly question: Question;
  /** Another wording of the question, with the same answer. */
  readonly frame?: Question;
}

const ORGANS: Readonly<Record<string, string>> = { CHEST: "chest", ABD: "abdomen", HEAD: "head" };
const PHRASES = ["freeform", "para", "test_freeform", "test_para"];

/**
 * Parses the file. Questions come as the original cleans them ({@link cleanQuestion}); numbers as
 * answers become text.
 *
 * @param name The file's name, for errors.
 * @throws {SyntaxError} naming file and place in the list, for a wrong pair.
 */
export function parseRows(name: string, text: string): VqaRadRow[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, " ");
    throw new SyntaxError(`Cannot read questions ${name}: ${reason}, fetch the file again`, {
      cause: error,
    });
  }
  if (!Array.isArray(list) || list.length === 0) {
    throw new SyntaxError(
      `Cannot read questions ${name}: expected a list of question-answer pairs`,
    );
  }
  const rows = list.map((row: unknown, i) => parseRow(row, `${name}[${i}]`));
  const first = new Map<string, string>();
  for (const { question: { id }, place } of rows) {
    const other = first.get(id);
    if (other !== undefined) {
      throw new SyntaxError(
        `Cannot read question ${place}: qid ${id} is in ${other} too, remove one`,
      );
    }
    first.set(id, place);
  }
  return rows;
}

function parseRow(row: unknown, place: string): VqaRadRow {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw new SyntaxError(
      `Cannot read question ${place}: ${JSON.stringify(row).slice(0, 40)}, expected an object`,
    );
  }
  const fields = row as Readonly<Record<string, unknown>>;
  const refuse = (field: string, expected: string) => {
    const seen = fields[field] === undefined
      ? "missing"
      : JSON.stringify(fields[field]).slice(0, 40);
    return new SyntaxError(
      `Cannot read question ${place}: ${field} is ${seen}, expected ${expected}`,
    );
  };
  const text = (field: string) => {
    const value = fields[field];
    const isText = typeof value === "string" || typeof value === "number";
    if (isText && `${value}`.trim() !== "") return `${value}`.trim();
    throw refuse(field, "text");
  };
  const phrase = text("phrase_type").toLowerCase();
  if (!PHRASES.includes(phrase)) throw refuse("phrase_type", `one of ${PHRASES.join(", ")}`);
  const type = text("answer_type").toLowerCase();
  if (type !== "closed" && type !== "open") throw refuse("answer_type", "CLOSED or OPEN");
  const organ = ORGANS[text("image_organ").toUpperCase()];
  if (organ === undefined) throw refuse("image_organ", `one of ${Object.keys(ORGANS).join(", ")}`);
  const id = text("qid");
  const answer = text("answer");
  const asked = (id: string, field: string): Question => {
    const question = cleanQuestion(text(field)).trim();
    if (question === "") throw refuse(field, "words");
    return { id, question, answer, type, organ };
  };
  const image = plainName(text("image_name"), `question ${place}`);
  const url = fields.image_case_url;
  return {
    place,
    isTest: phrase.startsWith("test_"),
    image,
    patient: (typeof url === "string" && url.match(/[?&]id=([^&]+)/)?.[1]) || stem(image),
    question: asked(id, "question"),
    ...(fields.question_frame ?? "NULL") === "NULL"
      ? {}
      : { frame: asked(`${id}-frame`, "question_frame") },
  };
}

/** A file's name without its ending. */
export function stem(image: string): string {
  return image.replace(/\.[^.]+$/, "");
}

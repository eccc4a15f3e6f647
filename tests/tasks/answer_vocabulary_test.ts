import assert from "node:assert/strict";
import { normalizeAnswer } from "../../datasets/vqa_text.ts";
import { answerVocabulary } from "../../tasks/answer_vocabulary.ts";

Deno.test("answerVocabulary() keeps distinct answers in order of first appearance", () => {
  const answers = ["Yes", "The left lung", "no", "yes.", "left lung", "two", "No", "YES"];
  assert.deepEqual(answerVocabulary(answers), ["yes", "left lung", "no", "2"]);
  assert.deepEqual(answerVocabulary(answers, 2), ["yes", "left lung", "no"]);
  assert.deepEqual(answerVocabulary(answers, 3), ["yes"]);
  assert.deepEqual(answerVocabulary([]), []);
});

interface Row {
  readonly answer: string | number;
  readonly phrase_type: string;
  readonly question_frame?: string;
}

const FILE = new URL(
  "../../../shared/data/vqa-rad/vqa_rad_original_set.json",
  import.meta.url,
).pathname;

Deno.test({
  name: "answerVocabulary() gives the 458 classes of VQA-RAD, 43 test answers outside" +
    (exists(FILE) ? "" : " (no ../shared/data/vqa-rad)"),
  ignore: !exists(FILE),
  fn() {
    const rows: Row[] = JSON.parse(Deno.readTextFileSync(FILE));
    const test = rows.filter((row) => row.phrase_type.startsWith("test"));
    const train = rows.filter((row) => !row.phrase_type.startsWith("test"));
    const framed = rows.filter((row) => (row.question_frame ?? "NULL") !== "NULL");
    assert.deepEqual([train, test, framed].map(({ length }) => length), [1797, 451, 1267]);
    const answers = (list: Row[]) => list.map(({ answer }) => String(answer));
    const outside = (vocabulary: string[]) => {
      const known = new Set(vocabulary);
      return answers(test).filter((answer) => !known.has(normalizeAnswer(answer))).length;
    };
    const original = answerVocabulary(answers([...train, ...framed]));
    const clean = answerVocabulary(answers(train));
    assert.deepEqual([original.length, outside(original)], [458, 43]);
    assert.deepEqual([clean.length, outside(clean)], [415, 111]);
  },
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

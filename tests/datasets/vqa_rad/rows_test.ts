import assert from "node:assert/strict";
import { vqaRadConfigSchema } from "../../../datasets/mod.ts";
import { parseRows } from "../../../datasets/vqa_rad/rows.ts";
import { studiesOf } from "../../../datasets/vqa_rad/studies.ts";

const ROW = {
  qid: 4,
  phrase_type: "freeform",
  image_case_url: "https://medpix.nlm.nih.gov/case?id=48e1",
  image_name: "synpic1.jpg",
  image_organ: " CHEST ",
  question: "Is this an x ray, of the patient's chest? -Yes/No",
  question_frame: "NULL",
  answer: "Yes",
  answer_type: "CLOSED ",
};

const rows = (...changes: object[]) =>
  parseRows("v.json", JSON.stringify(changes.map((change) => ({ ...ROW, ...change }))));

Deno.test("parseRows() cleans questions, trims words and takes the case for the patient", () => {
  assert.deepEqual(rows({}), [{
    place: "v.json[0]",
    isTest: false,
    image: "synpic1.jpg",
    patient: "48e1",
    question: {
      id: "4",
      question: "is this an x-ray of the patient 's chest",
      answer: "Yes",
      type: "closed",
      organ: "chest",
    },
  }]);
});

Deno.test("parseRows() makes numbers text and keeps another wording", () => {
  const [row] = rows({
    answer: 12,
    qid: "a",
    question_frame: "How many?",
    phrase_type: "test_para",
  });
  assert.equal(row!.isTest, true);
  assert.equal(row!.question.answer, "12");
  assert.deepEqual(row!.frame, { ...row!.question, id: "a-frame", question: "how many" });
});

Deno.test("parseRows() takes the image for the patient where there is no case", () => {
  for (const image_case_url of ["", null, 3, "https://medpix.nlm.nih.gov/"]) {
    assert.equal(rows({ image_case_url })[0]!.patient, "synpic1");
  }
});

Deno.test("studiesOf() makes two studies of an image that is learned from and tested on", () => {
  const config = vqaRadConfigSchema.parse({ kind: "vqa-rad", root: "r" });
  const all = rows(
    { qid: 1 },
    { qid: 2, phrase_type: "test_freeform", question_frame: "Other?" },
    { qid: 3, phrase_type: "test_freeform", image_name: "synpic2.jpg", question_frame: "Which?" },
    { qid: 4, phrase_type: "para" },
  );
  const outline = (fields: object) =>
    studiesOf({ ...config, ...fields }, all).map(({ example: { id, split, questions } }) => [
      id,
      split === "test",
      questions.map(({ id }) => id),
    ]);
  assert.deepEqual(outline({}), [
    ["synpic1", false, ["1", "4"]],
    ["synpic1-test", true, ["2"]],
    ["synpic2", true, ["3"]],
  ]);
  assert.deepEqual(outline({ questions: "mevf" }), [
    ["synpic1", false, ["1", "2-frame", "4"]],
    ["synpic1-test", true, ["2"]],
    ["synpic2-test", true, ["3"]],
    ["synpic2", false, ["3-frame"]],
  ]);
});

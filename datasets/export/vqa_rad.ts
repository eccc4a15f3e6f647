/**
 * The layout of VQA-RAD: questions in one JSON file, images as JPEG.
 *
 * @module
 */

import { join } from "node:path";
import type { Example, Question } from "../dataset.ts";
import { writeSplit } from "../exact_split.ts";
import { cleanQuestion } from "../vqa_text.ts";
import { writeImage, writeText } from "./files.ts";
import { eachStudy, type Exporter } from "./layout.ts";

const ORGANS: Readonly<Record<string, string>> = { chest: "CHEST", abdomen: "ABD", head: "HEAD" };

/**
 * Writes `VQA_RAD Dataset Public.json` and `VQA_RAD Image Folder/*.jpg` of the studies with questions,
 * and, which VQA-RAD does not have, `split.jsonl.gz`: the official file has no validation questions.
 */
export const exportVqaRad: Exporter = async (options) => {
  const { folder, size, dataset } = options;
  const examples = dataset.examples.filter(({ questions }) => questions.length > 0);
  await eachStudy(options, async ({ id, questions }, pixels) => {
    if (questions.length === 0) return;
    await writeImage(join(folder, "VQA_RAD Image Folder", `${id}.jpg`), pixels, size);
  });
  const rows = examples.flatMap((example) => example.questions.map((one) => rowOf(example, one)));
  await writeText(join(folder, "VQA_RAD Dataset Public.json"), JSON.stringify(rows, null, 3));
  const read = examples.map((example) => ({
    ...example,
    text: "",
    questions: example.questions.map((one) => ({ ...one, question: cleanQuestion(one.question) })),
  }));
  await writeSplit(join(folder, "split.jsonl.gz"), read);
};

function rowOf({ id, patient, split }: Example, asked: Question): object {
  return {
    qid: asked.id,
    phrase_type: split === "test" ? "test_freeform" : "freeform",
    qid_linked_id: asked.id,
    image_case_url: `https://medpix.nlm.nih.gov/case?id=${patient}`,
    image_name: `${id}.jpg`,
    image_organ: ORGANS[asked.organ],
    evaluation: "not evaluated",
    question: asked.question,
    question_rephrase: "NULL",
    question_relation: "NULL",
    question_frame: "NULL",
    question_type: "OTHER",
    answer: asked.answer,
    answer_type: asked.type.toUpperCase(),
  };
}

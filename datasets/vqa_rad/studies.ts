/**
 * Groups question-answer pairs by image and split.
 *
 * @module
 */

import type { Example, Question, Split } from "../dataset.ts";
import { stratifiedSplit } from "../table/split.ts";
import type { VqaRadConfig } from "./config.ts";
import { stem, type VqaRadRow } from "./rows.ts";

/** An image with the questions of one split about it. */
export interface VqaRadStudy {
  readonly example: Example;
  /** Name of the image's file. */
  readonly image: string;
  /** Where its first question stands, for errors. */
  readonly place: string;
}

/**
 * The studies of a config. The official split is by question, and nearly all images of test questions
 * have training questions too: such an image is two studies, the one for testing with `-test` after
 * its id.
 *
 * Validation questions are taken from the training questions case by case, spread evenly over the
 * parts of the body; they are the same ones whatever `questions` and `organ` are.
 */
export function studiesOf(config: VqaRadConfig, rows: readonly VqaRadRow[]): VqaRadStudy[] {
  const patients = new Map<string, { patient: string; stratum: string }>();
  for (const { image, patient, question: { organ } } of rows) {
    if (!patients.has(image)) patients.set(image, { patient, stratum: organ });
  }
  const { share, seed } = config.valid;
  const parts = stratifiedSplit([...patients.values()], {
    ...{ train: 1 - share, valid: share, test: 0, seed },
  });
  const images = [...patients.keys()];
  const splits = new Map(images.map((image, i) => [image, parts[i]!]));
  const groups = new Map<string, { row: VqaRadRow; split: Split; questions: Question[] }>();
  const add = (row: VqaRadRow, split: Split, question: Question) => {
    const key = `${split === "test" ? "test" : "train"} ${row.image}`;
    const group = groups.get(key);
    if (group) group.questions.push(question);
    else groups.set(key, { row, split, questions: [question] });
  };
  for (const row of rows) {
    if (config.organ !== "all" && row.question.organ !== config.organ) continue;
    const split = splits.get(row.image)!;
    add(row, row.isTest ? "test" : split, row.question);
    if (row.frame && config.questions === "mevf") add(row, split, row.frame);
  }
  return [...groups.values()].map(({ row: { image, place }, split, questions }) => {
    const isSecond = split === "test" && groups.has(`train ${image}`);
    const id = isSecond ? `${stem(image)}-test` : stem(image);
    const { patient } = patients.get(image)!;
    const example: Example = { id, patient, split, text: "", labels: [], questions };
    return { example, image, place: `question ${place}` };
  });
}

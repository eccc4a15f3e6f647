/** The published questions of VQA-RAD; the counts are those of the reference specification, 4.2. */
import assert from "node:assert/strict";
import { readSplit, vqaRadConfigSchema, withSplit, writeSplit } from "../../../datasets/mod.ts";
import { parseRows, type VqaRadRow } from "../../../datasets/vqa_rad/rows.ts";
import { studiesOf } from "../../../datasets/vqa_rad/studies.ts";
import { answerVocabulary } from "../../../tasks/answer_vocabulary.ts";
import { normalizeAnswer } from "../../../datasets/vqa_text.ts";

const FILE = new URL(
  "../../../../shared/data/vqa-rad/vqa_rad_original_set.json",
  import.meta.url,
);
const missing = (() => {
  try {
    Deno.statSync(FILE);
    return "";
  } catch {
    return " (skipped: ../shared/data/vqa-rad is missing)";
  }
})();

function realTest(name: string, run: (rows: VqaRadRow[]) => void | Promise<void>): void {
  Deno.test({
    name: `${name}${missing}`,
    ignore: missing !== "",
    fn: () => run(parseRows("vqa.json", Deno.readTextFileSync(FILE))),
  });
}

function studies(rows: readonly VqaRadRow[], rest: object = {}) {
  const config = vqaRadConfigSchema.parse({ kind: "vqa-rad", root: "r", ...rest });
  return studiesOf(config, rows).map(({ example }) => example);
}

function questions(rows: readonly VqaRadRow[], rest: object = {}) {
  const examples = studies(rows, rest);
  const of = (isTest: boolean) =>
    examples.filter(({ split }) => (split === "test") === isTest)
      .flatMap(({ questions }) => questions);
  return { learned: of(false), test: of(true) };
}

realTest("the 2,248 pairs have the published counts", (rows) => {
  assert.equal(rows.length, 2248);
  assert.equal(new Set(rows.map(({ image }) => image)).size, 314);
  const count = (run: (row: VqaRadRow) => string) =>
    Object.fromEntries([...Map.groupBy(rows, run)].map(([key, own]) => [key, own.length]));
  assert.deepEqual(count(({ question }) => question.organ), {
    head: 715,
    chest: 794,
    abdomen: 739,
  });
  assert.deepEqual(count(({ question }) => question.type), { closed: 1299, open: 949 });
  assert.equal(rows.filter(({ frame }) => frame).length, 1267);
  assert.equal(rows.filter(({ frame, isTest }) => frame && isTest).length, 284);
});

realTest("clean has 1,797 questions to learn from and 451 to test on", (rows) => {
  const { learned, test } = questions(rows);
  assert.deepEqual([learned.length, test.length], [1797, 451]);
  const ofTest = (run: (one: typeof test[number]) => boolean) => test.filter(run).length;
  assert.equal(ofTest(({ type }) => type === "closed"), 272);
  assert.equal(ofTest(({ type }) => type === "open"), 179);
  assert.equal(ofTest(({ organ }) => organ === "chest"), 174);
  assert.equal(ofTest(({ organ }) => organ === "abdomen"), 158);
  assert.equal(ofTest(({ organ }) => organ === "head"), 119);
});

realTest("mevf has 3,064 questions to learn from and the same 451 to test on", (rows) => {
  const { learned, test } = questions(rows, { questions: "mevf" });
  assert.deepEqual([learned.length, test.length], [3064, 451]);
  assert.deepEqual(test, questions(rows).test);
});

realTest("the answers are 458 classes with mevf and 415 without", (rows) => {
  for (const [name, classes, outside] of [["mevf", 458, 43], ["clean", 415, 111]] as const) {
    const { learned, test } = questions(rows, { questions: name });
    const vocabulary = new Set(answerVocabulary(learned.map(({ answer }) => answer)));
    assert.equal(vocabulary.size, classes, name);
    const unknown = test.filter(({ answer }) => !vocabulary.has(normalizeAnswer(answer)));
    assert.equal(unknown.length, outside, name);
  }
});

realTest("the chest has 620 questions to learn from and 174 to test on", (rows) => {
  const { learned, test } = questions(rows, { organ: "chest" });
  assert.deepEqual([learned.length, test.length], [620, 174]);
  assert.ok([...learned, ...test].every(({ organ }) => organ === "chest"));
});

realTest("a tenth of the cases is for validation, whatever questions and organ are", (rows) => {
  const all = studies(rows);
  const valid = all.filter(({ split }) => split === "valid");
  const share = valid.flatMap(({ questions }) => questions).length / 1797;
  assert.ok(share > 0.085 && share < 0.115, `${share}`);
  const trained = new Set(all.filter(({ split }) => split === "train").map((one) => one.patient));
  assert.ok(valid.every(({ patient }) => !trained.has(patient)));
  const ids = (rest: object) =>
    studies(rows, rest).filter(({ split }) => split === "valid").map(({ id }) => id);
  assert.deepEqual(new Set(ids({ questions: "mevf" })), new Set(ids({})));
  const chest = ids({ organ: "chest" });
  assert.ok(chest.length > 5 && chest.every((id) => ids({}).includes(id)));
  assert.notDeepEqual(ids({ valid: { seed: 1 } }), ids({}));
});

realTest("202 of the 203 images of test questions are also learned from", (rows) => {
  const all = studies(rows);
  const ids = all.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const test = all.filter(({ split }) => split === "test");
  assert.equal(test.length, 203);
  assert.equal(test.filter(({ id }) => id.endsWith("-test")).length, 202);
});

realTest("a written split of images that are learned from and tested on can be read", (rows) => {
  const examples = studies(rows);
  const none = () => Promise.reject(new Error("none"));
  const dataset = { labelNames: [], examples, fingerprint: none, image: none };
  const path = Deno.makeTempFileSync({ suffix: ".jsonl.gz" });
  return writeSplit(path, examples).then(async () => {
    assert.deepEqual(withSplit(dataset, await readSplit(path)).examples, examples);
  }).finally(() => Deno.remove(path));
});

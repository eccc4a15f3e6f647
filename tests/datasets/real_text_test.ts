/**
 * The real reports and questions, read by the loaders, cut into BERT's words and labelled, against
 * the counts of the reference specification, section 4. Skipped where the data are not beside the
 * repository.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { labelReport } from "../../datasets/labeler/mod.ts";
import { FINDINGS, openDataset } from "../../datasets/mod.ts";
import { parseRows } from "../../datasets/vqa_rad/rows.ts";
import { Tokenizer } from "../../model/tokenizer.ts";
import { fixturePath } from "../parity/fixtures.ts";
import { configOf } from "./files/folder.ts";

const OPENI = fileURLToPath(new URL("../../../shared/data/openi/", import.meta.url));
const VQA = fileURLToPath(
  new URL("../../../shared/data/vqa-rad/vqa_rad_original_set.json", import.meta.url),
);
const WORDS = fixturePath("bert-base-uncased-vocab.txt");

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}

function realTest(name: string, file: string, run: (words: Tokenizer) => Promise<void> | void) {
  const ignore = WORDS === undefined || !isThere(file);
  Deno.test({
    name: ignore ? `${name} (skipped: no ${file} or no vocabulary)` : name,
    ignore,
    fn: () => run(Tokenizer.fromVocabulary(Deno.readTextFileSync(WORDS!))),
  });
}

/** Lengths of texts in pieces, sorted; none of the pieces is [UNK]. */
function lengths(words: Tokenizer, texts: readonly string[]): number[] {
  return texts.map((text) => {
    const ids = words.encode(text);
    assert.ok(!ids.includes(words.special.unk), text);
    return ids.length;
  }).sort((a, b) => a - b);
}

const readOpeni = async () =>
  (await openDataset(
    configOf({
      kind: "jsonl",
      root: OPENI,
      files: { train: "Train.jsonl", valid: "Valid.jsonl" },
    }),
  )).examples;

realTest("3,193 real reports have the published lengths in BERT's words", OPENI, async (words) => {
  const examples = await readOpeni();
  assert.equal(examples.length, 3193);
  const train = lengths(
    words,
    examples.filter(({ split }) => split === "train").map(({ text }) => text),
  );
  assert.equal((train.reduce((sum, length) => sum + length) / train.length).toFixed(1), "52.9");
  assert.equal(train[Math.floor(train.length / 2)], 50);
  assert.equal(train[Math.floor(0.95 * train.length)], 96);
  assert.equal(train.at(-1), 246);
  assert.equal(train.filter((length) => length > 128).length, 17);
  const all = lengths(words, examples.map(({ text }) => text));
  assert.equal(all.filter((length) => length > 253).length, 0);
});

realTest("3,193 real reports get 14 legal labels each", OPENI, async () => {
  const examples = await readOpeni();
  for (const { text } of examples) {
    const labels = labelReport(text);
    assert.equal(labels.length, FINDINGS.length);
    for (const value of labels) assert.ok([1, 0, -1, null].includes(value), text);
  }
});

realTest("2,248 real questions are cut into BERT's words without a rest", VQA, (words) => {
  const rows = parseRows("vqa.json", Deno.readTextFileSync(VQA));
  assert.equal(rows.length, 2248);
  const questions = rows.flatMap(({ question, frame }) => frame ? [question, frame] : [question]);
  assert.equal(questions.length, 3515);
  const found = lengths(words, questions.map(({ question }) => question));
  assert.deepEqual([found[0], found.at(-1)], [3, 29]);
});

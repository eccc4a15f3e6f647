import assert from "node:assert/strict";
import { join } from "node:path";
import { openDataset, phantomKind, vqaRadConfigSchema } from "../../../datasets/mod.ts";
import { cleanQuestion } from "../../../datasets/vqa_text.ts";
import { exported, farthest } from "../exported.ts";

const SIZE = 48;

Deno.test("exportPhantom() to vqa-rad and back gives the phantom's questions", async () => {
  await using folder = await exported("vqa-rad", 60, SIZE);
  const source = await phantomKind.open(folder.phantom);
  const config = { kind: "vqa-rad", root: folder.root };
  const split = join(folder.root, "split.jsonl.gz");
  const read = await openDataset(vqaRadConfigSchema.parse({ ...config, split }));
  // The layout has neither reports nor labels, and its loader cleans questions.
  const own = source.examples.map((one) => ({
    ...one,
    text: "",
    labels: [],
    questions: one.questions.map((asked) => ({
      ...asked,
      question: cleanQuestion(asked.question),
    })),
  }));
  assert.deepEqual(read.labelNames, []);
  assert.deepEqual(read.examples, own);
  for (let i = 0; i < own.length; i++) {
    assert.ok(farthest(await read.image(i, SIZE), await source.image(i, SIZE)) <= 2, own[i]!.id);
  }
  const official = await openDataset(vqaRadConfigSchema.parse(config));
  const isTest = own.map(({ split }) => split === "test");
  assert.deepEqual(official.examples.map(({ split }) => split === "test"), isTest);
  assert.ok(official.examples.some(({ split }) => split === "valid"));
});

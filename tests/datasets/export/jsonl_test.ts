import assert from "node:assert/strict";
import { join } from "node:path";
import { readGreyImage } from "../../../datasets/image.ts";
import { jsonlConfigSchema, openDataset, phantomKind } from "../../../datasets/mod.ts";
import { exported, farthest } from "../exported.ts";

const SIZE = 48;

Deno.test("exportPhantom() to jsonl writes every study with its image into its split's file", async () => {
  await using folder = await exported("jsonl", 40, SIZE);
  const source = await phantomKind.open(folder.phantom);
  const { labelNames } = source;
  let seen = 0;
  for (const [split, file] of [["train", "Train"], ["valid", "Valid"], ["test", "Test"]] as const) {
    const text = await Deno.readTextFile(join(folder.root, `${file}.jsonl`));
    const rows = text.trimEnd().split("\n").map((line) => JSON.parse(line));
    const own = source.examples.filter((example) => example.split === split);
    assert.deepEqual(
      rows.map(({ id, split, text }) => ({ id, split, text })),
      own.map(({ id, split, text }) => ({ id, split, text })),
    );
    for (const [i, { label, img }] of rows.entries()) {
      const example = own[i]!;
      const present = labelNames.filter((_, k) => example.labels[k] === 1);
      assert.equal(label, present.map((name) => `'${name}'`).join(", "));
      const pixels = await source.image(source.examples.indexOf(example), SIZE);
      assert.ok(farthest(await readGreyImage(join(folder.root, img), SIZE), pixels) <= 2, img);
      seen++;
    }
  }
  assert.equal(seen, source.examples.length);
});

Deno.test("exportPhantom() to jsonl and back gives reports, present labels, splits and images", async () => {
  await using folder = await exported("jsonl", 30, SIZE, "b");
  const source = await phantomKind.open(folder.phantom);
  const read = await openDataset(jsonlConfigSchema.parse({ kind: "jsonl", root: folder.root }));
  assert.deepEqual(read.labelNames, source.labelNames);
  // The layout has no patients, no questions and only labels that are present; it goes by split.
  const own = (["train", "valid", "test"] as const).flatMap((split) =>
    source.examples.filter((one) => one.split === split).map((one) => ({
      ...one,
      patient: one.id,
      labels: one.labels.map((value) => value === 1 ? 1 : null),
      questions: [],
    }))
  );
  assert.deepEqual(read.examples, own);
  const ids = source.examples.map(({ id }) => id);
  for (const [i, { id }] of own.entries()) {
    const pixels = await source.image(ids.indexOf(id), SIZE);
    assert.ok(farthest(await read.image(i, SIZE), pixels) <= 2, id);
  }
});

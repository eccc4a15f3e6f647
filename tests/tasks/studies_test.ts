import assert from "node:assert/strict";
import { openTiny } from "./tiny.ts";

Deno.test("openStudies() keeps the examples of each split in order", async () => {
  using tiny = await openTiny();
  const { studies } = tiny;
  const splits = (["train", "valid", "test"] as const).map((split) => studies.split(split));
  for (const [i, split] of splits.entries()) {
    assert.ok(split.length > 0);
    const rows = split.map(({ row }) => row);
    assert.deepEqual(rows, rows.toSorted((a, b) => a - b));
    for (const { example } of split) assert.equal(example.split, ["train", "valid", "test"][i]);
  }
  const rows = splits.flat().map(({ row }) => row).sort((a, b) => a - b);
  assert.deepEqual(rows, rows.map((_, i) => i));
  assert.equal(studies.labelNames.length, 14);
  assert.equal(studies.imageSize, 64);
});

Deno.test("openStudies() tokenizes reports and cuts them to the longest text", async () => {
  using tiny = await openTiny();
  const { studies, tokenizer, model } = tiny;
  const train = studies.split("train");
  for (const { example, tokens } of train) {
    assert.deepEqual(tokens, tokenizer.encode(example.text).slice(0, model.textTokens));
  }
  const lengths = train.map(({ tokens }) => tokens.length);
  assert.equal(lengths[0], 0);
  assert.ok(lengths[1]! > 0 && lengths[1]! < model.textTokens);
  assert.equal(lengths[2], model.textTokens);
});

Deno.test("Studies gives each study its own pixels and features", async () => {
  using tiny = await openTiny();
  const { studies } = tiny;
  const [first, second] = studies.split("test");
  assert.equal(studies.pixels(first!).length, 64 * 64);
  assert.equal(studies.features(first!).length, 4 * 64);
  assert.deepEqual(studies.pixels(first!), studies.pixels(first!));
  assert.notDeepEqual(studies.pixels(first!), studies.pixels(second!));
  assert.deepEqual(studies.features(first!), studies.features(first!));
  assert.notDeepEqual(studies.features(first!), studies.features(second!));
});

Deno.test("Studies.features() throws where the trunk runs in every step", async () => {
  using tiny = await openTiny({ features: false });
  const { studies } = tiny;
  assert.throws(() => studies.features(studies.split("test")[0]!), {
    message: "Cannot read image features: the trunk runs in every step of this stage",
  });
});

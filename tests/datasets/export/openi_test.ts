import assert from "node:assert/strict";
import { join } from "node:path";
import { labelReport, openDataset, openiConfigSchema, phantomKind } from "../../../datasets/mod.ts";
import { exported } from "../exported.ts";

const SIZE = 48;

for (const site of ["a", "b"] as const) {
  Deno.test(`exportPhantom() to openi and back gives the phantom of site ${site}`, async () => {
    await using folder = await exported("openi", 60, SIZE, site);
    const source = await phantomKind.open(folder.phantom);
    const config = { kind: "openi", root: folder.root };
    const files = { labelFile: "labels.jsonl", split: join(folder.root, "split.jsonl.gz") };
    const read = await openDataset(openiConfigSchema.parse({ ...config, ...files }));
    assert.deepEqual(read.labelNames, source.labelNames);
    // The layout has neither patients nor questions.
    const own = source.examples.map((one) => ({ ...one, patient: one.id, questions: [] }));
    assert.deepEqual(read.examples, own);
    const viewFile = "indiana_projections.csv";
    const viewed = await openDataset(openiConfigSchema.parse({ ...config, viewFile }));
    for (let i = 0; i < own.length; i++) {
      // PNG keeps every pixel, and the lateral image before the frontal one is never taken.
      const pixels = await source.image(i, SIZE);
      assert.deepEqual(await read.image(i, SIZE), pixels);
      assert.deepEqual(await viewed.image(i, SIZE), pixels);
    }
    const texts = viewed.examples.map(({ text }) => text);
    assert.deepEqual(
      viewed.examples.map(({ labels }) => labels),
      texts.map((text) => labelReport(text)),
    );
  });
}

Deno.test("without a split file openi is split 70, 20 and 10, by the seed alone", async () => {
  await using folder = await exported("openi", 80, 32);
  const splits = async (seed: number) => {
    const config = openiConfigSchema.parse({ kind: "openi", root: folder.root, split: { seed } });
    return (await openDataset(config)).examples.map(({ split }) => split);
  };
  const first = await splits(0);
  const share = (name: string) => first.filter((split) => split === name).length / first.length;
  assert.ok(Math.abs(share("train") - 0.7) < 0.02, `${share("train")}`);
  assert.ok(Math.abs(share("valid") - 0.2) < 0.02, `${share("valid")}`);
  assert.deepEqual(await splits(0), first);
  assert.notDeepEqual(await splits(1), first);
});

Deno.test("openi's labels can be the collection's headings", async () => {
  await using folder = await exported("openi", 40, 32);
  const config = openiConfigSchema.parse({ kind: "openi", root: folder.root, labels: "mesh" });
  const { labelNames, examples } = await openDataset(config);
  const source = await phantomKind.open(folder.phantom);
  const column = source.labelNames.indexOf("Cardiomegaly");
  const own = labelNames.indexOf("Cardiomegaly");
  assert.deepEqual(
    examples.map(({ labels }) => labels[own]),
    source.examples.map(({ labels }) => labels[column] === 1 ? 1 : 0),
  );
  assert.ok(labelNames.includes("normal"));
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { openDataset } from "../../../datasets/mod.ts";
import { messageOf, tableConfig, writeFolder, writePng } from "./folder.ts";
import { identityOf } from "../files/folder.ts";

const COLUMNS = { columns: { image: "img" }, images: "images" };
const TABLE = "img\n0.png\n1.png\n";

Deno.test("a moved or renamed table keeps its identity, a changed image or row does not", async () => {
  const first = await writeFolder("t.csv", TABLE, 2);
  const moved = await writeFolder("other.csv", TABLE, 2);
  const longer = await writeFolder("t.csv", TABLE + "2.png\n", 3);
  try {
    const identity = (root: string, file: string) => identityOf(tableConfig(root, file, COLUMNS));
    const before = await identity(first.root, "t.csv");
    assert.deepEqual(await identity(moved.root, "other.csv"), before);
    assert.deepEqual(before.config, {
      columns: { image: "img" },
      split: { train: 0.7, valid: 0.1, test: 0.2, seed: 0 },
    });
    assert.notEqual((await identity(longer.root, "t.csv")).fingerprint, before.fingerprint);
    await writePng(join(first.root, "images", "1.png"), 8, 6, () => 5);
    assert.notEqual((await identity(first.root, "t.csv")).fingerprint, before.fingerprint);
  } finally {
    await Promise.all([first.dispose(), moved.dispose(), longer.dispose()]);
  }
});

Deno.test("a table's image comes from its row's file", async () => {
  const { root, dispose } = await writeFolder("t.csv", "img\n1.png\n0.png\n", 2);
  try {
    const dataset = await openDataset(tableConfig(root, "t.csv", COLUMNS));
    await writePng(join(root, "images", "1.png"), 2, 2, () => 77);
    assert.deepEqual([...await dataset.image(0, 2)], [77, 77, 77, 77]);
  } finally {
    await dispose();
  }
});

Deno.test("a table that cannot be read is named, with the reason in words", async () => {
  const { root, dispose } = await writeFolder("t.csv", TABLE, 0);
  const cases = [["gone.csv", "no such file"], ["images", "it is a folder"]]
    .concat([["t.csv/t.csv", "no such file"]]);
  try {
    for (const [file, reason] of cases) {
      assert.equal(
        await messageOf(() => openDataset(tableConfig(root, file!, COLUMNS))),
        `Cannot read ${join(root, file!)}: ${reason}, check root and file`,
      );
    }
  } finally {
    await dispose();
  }
});

const REAL = new URL("../../../../shared/data/real-cxr/", import.meta.url);
const missing = (() => {
  try {
    Deno.statSync(new URL("labels.csv", REAL));
    return "";
  } catch {
    return " (skipped: ../shared/data/real-cxr is missing)";
  }
})();

Deno.test({
  name: `1,124 real radiographs open with a stratified split${missing}`,
  ignore: missing !== "",
  fn: async () => {
    const config = tableConfig(decodeURI(REAL.pathname), "labels.csv", {
      images: "images",
      columns: { image: "file", label: "finding" },
    });
    const { labelNames, examples, image } = await openDataset(config);
    assert.deepEqual(labelNames, ["covid", "nofinding", "pneumonia"]);
    const count = (split: string) =>
      labelNames.map((_, label) =>
        examples.filter((one) => one.split === split && one.labels[label] === 1).length
      );
    assert.deepEqual(count("train"), [87, 350, 350]);
    assert.deepEqual(count("valid"), [12, 50, 50]);
    assert.deepEqual(count("test"), [25, 100, 100]);
    const pixels = await image(0, 64);
    const mean = pixels.reduce((sum, grey) => sum + grey, 0) / pixels.length;
    assert.ok(mean > 40 && mean < 215, `mean grey ${mean}`);
  },
});

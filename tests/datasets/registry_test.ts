import assert from "node:assert/strict";
import {
  DATASET_KINDS,
  type DatasetConfig,
  datasetConfigSchema,
  hasTexts,
  openDataset,
  surveyDataset,
  writeSplit,
} from "../../datasets/mod.ts";
import { tableConfig, writeFolder } from "./table/folder.ts";
import { identityOf } from "./files/folder.ts";

Deno.test("DATASET_KINDS names every kind by its own name", () => {
  for (const [name, { kind, version }] of Object.entries(DATASET_KINDS)) {
    assert.equal(kind, name);
    assert.ok(Number.isInteger(version) && version > 0);
  }
});

Deno.test("datasetConfigSchema tells kinds apart and refuses an unknown one", () => {
  const phantom = datasetConfigSchema.parse({ kind: "phantom", site: "b" });
  assert.deepEqual(phantom, { kind: "phantom", site: "b", patients: 800, seed: 7 });
  const { error } = datasetConfigSchema.safeParse({ kind: "phantoms" });
  assert.deepEqual(error?.issues.map(({ path }) => path), [["kind"]]);
  assert.equal(datasetConfigSchema.safeParse({ kind: "phantom", root: "x" }).success, false);
});

Deno.test("surveyDataset() of a phantom holds its whole config and no fingerprint", async () => {
  const config = datasetConfigSchema.parse({ kind: "phantom", patients: 3 });
  assert.deepEqual(await identityOf(config), {
    kind: "phantom",
    kindVersion: DATASET_KINDS.phantom.version,
    config: { site: "a", patients: 3, seed: 7 },
    fingerprint: "",
  });
});

Deno.test("surveyDataset() of a phantom tells the splits of all its patients", async () => {
  for (const patients of [1, 2, 5, 9, 10, 60]) {
    for (const site of ["a", "b"]) {
      const config = datasetConfigSchema.parse({ kind: "phantom", site, patients });
      const { labelNames, examples } = await openDataset(config);
      const splits = new Set(examples.map(({ split }) => split));
      const texts = { reports: splits, questions: splits };
      assert.deepEqual((await surveyDataset(config)).outline, { labelNames, splits, texts });
      if (patients >= 10) assert.equal(splits.size, 3);
    }
  }
});

Deno.test("surveyDataset() of a phantom with a split file tells the splits in the file", async () => {
  const config = datasetConfigSchema.parse({ kind: "phantom", patients: 30 });
  const { labelNames, examples } = await openDataset(config);
  const split = await Deno.makeTempFile();
  try {
    await writeSplit(split, examples.slice(-1).map((one) => ({ ...one, split: "valid" })));
    assert.deepEqual((await surveyDataset({ ...config, split } as DatasetConfig)).outline, {
      labelNames,
      splits: new Set(["valid"]),
      texts: { reports: new Set(["valid"]), questions: new Set(["valid"]) },
    });
  } finally {
    await Deno.remove(split);
  }
});

Deno.test("surveyDataset() of a table tells its labels and the splits that are not empty", async () => {
  const { root, dispose } = await writeFolder(
    "t.csv",
    "img,part,x\n0.png,train,1\n1.png,dev,0\n",
    2,
  );
  try {
    const columns = { image: "img", split: "part", labels: ["x"] };
    assert.deepEqual(
      (await surveyDataset(tableConfig(root, "t.csv", { images: "images", columns }))).outline,
      {
        labelNames: ["x"],
        splits: new Set(["train", "valid"]),
        texts: { reports: new Set(), questions: new Set() },
      },
    );
  } finally {
    await dispose();
  }
});

Deno.test("hasTexts() is true of phantoms, and of reports of those with reports and of tables with a column of text", () => {
  const has = (
    config: DatasetConfig,
  ) => [hasTexts(config, "reports"), hasTexts(config, "questions")];
  assert.deepEqual(has(datasetConfigSchema.parse({ kind: "phantom" })), [true, true]);
  for (const kind of ["mimic-cxr", "jsonl"]) {
    assert.deepEqual(has(datasetConfigSchema.parse({ kind, root: "/" })), [true, false]);
  }
  const table = (columns: object) => has(tableConfig("/", "t.csv", { columns }));
  assert.deepEqual(table({ image: "i", text: "t" }), [true, false]);
  assert.deepEqual(table({ image: "i", label: "l" }), [false, false]);
});

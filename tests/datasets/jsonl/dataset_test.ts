import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { FINDINGS, openDataset } from "../../../datasets/mod.ts";
import { configOf, type Files, identityOf, picture, withFiles } from "../files/folder.ts";
import { messageOf } from "../table/folder.ts";
import { jsonlFiles } from "./folder.ts";

function positive(labels: readonly (number | null)[]): string[] {
  return FINDINGS.filter((_, i) => labels[i] === 1);
}

Deno.test("jsonl reads rows with and without a split, labelled or not", async () => {
  const row = (id: string, rest: object) =>
    JSON.stringify({ id, img: `${id}.jpg`, ...rest }) + "\n";
  const files = {
    "a.jsonl": row("s1", { split: "train", label: "'Edema', 'No Finding'", text: "Wet." }) +
      row("s2", { label: "", text: "" }) + row("s3", { label: "''", text: "Dry." }),
    "b.jsonl.gz": new Uint8Array(
      gzipSync(row("s4", { label: "'Fracture'", split: "validate", text: "Broken." })),
    ),
    "pictures/s4.jpg": await picture("jpeg", 4),
  };
  await withFiles(files, async (root) => {
    const named = { train: "a.jsonl", valid: "b.jsonl.gz" };
    const { labelNames, examples, image } = await openDataset(
      configOf({ kind: "jsonl", root, files: named, images: "pictures" }),
    );
    assert.deepEqual(labelNames, FINDINGS);
    assert.deepEqual(
      examples.map(({ labels, ...rest }) => ({ ...rest, labels: positive(labels) })),
      [
        ["s1", "train", "Wet.", ["No Finding", "Edema"]],
        ["s2", "train", "", []],
        ["s3", "train", "Dry.", []],
        ["s4", "valid", "Broken.", ["Fracture"]],
      ].map(([id, split, text, labels]) => ({
        id,
        patient: id,
        split,
        text,
        labels,
        questions: [],
      })),
    );
    assert.deepEqual(new Set(examples.flatMap(({ labels }) => labels)), new Set([null, 1]));
    assert.equal((await image(3, 5)).length, 25);
  });
});

Deno.test("jsonl keeps its identity when moved or renamed, and changes it with a label or image", async () => {
  const files = await jsonlFiles(3);
  const identity = (root: string) => identityOf(configOf({ kind: "jsonl", root }));
  const before = await withFiles(files, identity);
  assert.deepEqual(before.config, { damaged: "fail" });
  const renamed = { ...files, "t.jsonl": files["Train.jsonl"]! };
  const names = { train: "t.jsonl", valid: "Valid.jsonl", test: "Test.jsonl" };
  assert.deepEqual(
    await withFiles(
      renamed,
      (root) => identityOf(configOf({ kind: "jsonl", root, files: names })),
    ),
    before,
  );
  const changes: Files[] = [
    { "Train.jsonl": `${files["Train.jsonl"]}`.replace("'Lung Lesion'", "'Lung Opacity'") },
    { "data/train/train0.jpg": await picture("jpeg", 99) },
  ];
  for (const change of changes) {
    const { fingerprint } = await withFiles({ ...files, ...change }, identity);
    assert.notEqual(fingerprint, before.fingerprint, Object.keys(change).join());
  }
});

const REAL = fileURLToPath(new URL("../../../../shared/data/openi/", import.meta.url));
const missing = await Deno.stat(REAL).then(
  () => "",
  () => " (skipped: ../shared/data/openi is missing)",
);

Deno.test({
  name: `jsonl reads the real Open-I files, without their images, as they were counted${missing}`,
  ignore: missing !== "",
  fn: async () => {
    const config = configOf({
      kind: "jsonl",
      root: REAL,
      files: { train: "Train.jsonl", valid: "Valid.jsonl" },
    });
    const { examples } = await openDataset(config);
    // reference/spec.md section 4.1
    const counts: Record<string, [train: number, valid: number]> = {
      "No Finding": [1015, 282],
      "Lung Opacity": [380, 116],
      "Cardiomegaly": [365, 104],
      "Support Devices": [132, 32],
      "Atelectasis": [115, 29],
      "Enlarged Cardiomediastinum": [109, 30],
      "Lung Lesion": [99, 24],
      "Fracture": [85, 21],
      "Pleural Effusion": [76, 23],
      "Pneumothorax": [28, 6],
      "Consolidation": [28, 10],
      "Pleural Other": [23, 4],
      "Pneumonia": [16, 4],
      "Edema": [16, 4],
    };
    for (const [s, split] of (["train", "valid"] as const).entries()) {
      const own = examples.filter((example) => example.split === split);
      assert.equal(own.length, [2483, 710][s]);
      assert.equal(new Set(own.map(({ text }) => text)).size, [1937, 622][s]);
      const perRow = own.map(({ labels }) => positive(labels).length);
      assert.equal(perRow.filter((count) => count === 0).length, [505, 157][s]);
      const upTo = (most: number) =>
        perRow.filter((count) => most === 1 ? count <= 1 : count === most).length;
      assert.deepEqual(
        [1, 2, 3, 4, 5, 6].map(upTo),
        [
          [2118, 254, 90, 12, 6, 3],
          [610, 70, 27, 1, 1, 1],
        ][s],
      );
      const found = FINDINGS.map((_, i) => own.filter(({ labels }) => labels[i] === 1).length);
      assert.deepEqual(found, FINDINGS.map((name) => counts[name]![s]));
    }
    assert.match(
      await messageOf(() => identityOf(config)),
      /^Cannot read image .*data\/preprocessed\/openi\/train\/3603\.jpg: no such file, check/,
    );
    const { fingerprint } = await identityOf({ ...config, damaged: "skip" } as typeof config);
    assert.match(fingerprint, /^[0-9a-f]{64}$/);
  },
});

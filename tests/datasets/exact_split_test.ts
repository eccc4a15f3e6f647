import assert from "node:assert/strict";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Example, openDataset, writeSplit } from "../../datasets/mod.ts";
import { configOf, identityOf, withFiles } from "./files/folder.ts";
import { messageOf, tableConfig, writeFolder } from "./table/folder.ts";

const PHANTOM = { kind: "phantom", patients: 12 };
const { examples: STUDIES } = await openDataset(configOf(PHANTOM));

function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  return withFiles({}, run);
}

Deno.test("writeSplit() names a file that it cannot write", () =>
  withFolder(async (folder) => {
    assert.equal(
      await messageOf(() => writeSplit(folder, STUDIES)),
      `Cannot write split ${folder}: it is a folder, name another file`,
    );
  }));

Deno.test("writeSplit() and split: FILE give a dataset its exact split again", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "splits", "mine.jsonl.gz");
    const chosen = STUDIES.filter((_, i) => i % 3 !== 0);
    const turned = { train: "test", valid: "train", test: "valid" } as const;
    const split = chosen.map((one): Example => ({ ...one, split: turned[one.split] }));
    await writeSplit(file, split.toReversed());
    const dataset = await openDataset(configOf({ ...PHANTOM, split: file }));
    assert.deepEqual(dataset.examples, split);
    const whole = await openDataset(configOf(PHANTOM));
    assert.deepEqual(await dataset.image(0, 16), await whole.image(1, 16));
    await writeSplit(join(folder, "again.jsonl.gz"), dataset.examples);
    assert.deepEqual(
      await Deno.readFile(join(folder, "again.jsonl.gz")),
      await Deno.readFile(file),
    );
    const [first] = new TextDecoder().decode(gunzipSync(await Deno.readFile(file))).split("\n");
    assert.deepEqual(Object.keys(JSON.parse(first!)), ["id", "split", "digest"]);
  });
});

Deno.test("a split file is known by what is in it, not by its name", async () => {
  await withFolder(async (folder) => {
    const identity = (file: string) => identityOf(configOf({ ...PHANTOM, split: file }));
    const [a, b, c] = ["a.jsonl.gz", "b.jsonl", "c.jsonl.gz"].map((name) => join(folder, name));
    await writeSplit(a!, STUDIES);
    await writeSplit(b!, STUDIES);
    await writeSplit(c!, STUDIES.slice(1));
    const known = await identity(a!);
    assert.deepEqual(await identity(b!), known);
    assert.deepEqual(known.config, { site: "a", patients: 12, seed: 7 });
    assert.notEqual((await identity(c!)).fingerprint, known.fingerprint);
    assert.notEqual((await identityOf(configOf(PHANTOM))).fingerprint, known.fingerprint);
  });
});

Deno.test("a split file holds across labelers, not across reports", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "s.jsonl.gz");
    const { root, dispose } = await writeFolder(
      "t.csv",
      "img,say,a,b\n0.png,x,1,0\n1.png,y,0,1\n",
      2,
    );
    try {
      const config = (columns: object, split?: string) =>
        tableConfig(root, "t.csv", {
          images: "images",
          columns: { image: "img", ...columns },
          split,
        });
      const { examples } = await openDataset(config({ text: "say", label: "a" }));
      await writeSplit(file, examples.map((one) => ({ ...one, split: "test" })));
      const other = await openDataset(config({ text: "say", labels: ["b"] }, file));
      assert.deepEqual(other.examples.map(({ split, labels }) => [split, labels]), [
        ["test", [0]],
        ["test", [1]],
      ]);
      assert.match(
        await messageOf(() => openDataset(config({ labels: ["b"] }, file))),
        /^Cannot use row .*s\.jsonl\.gz:1: study "0\.png" has another patient, report or question/,
      );
    } finally {
      await dispose();
    }
  });
});

const ENTRY = { id: STUDIES[0]!.id, split: "train", digest: "0".repeat(64) };

const REFUSED: [title: string, content: string, message: RegExp][] = [
  ["an empty file", "", /^Cannot use split .*s\.jsonl: it has no rows, expected one per study$/],
  ["what is no JSON", "id,split\n", /^Cannot read row .*s\.jsonl:1: .*, expected \{"id", /],
  [
    "an unknown split",
    JSON.stringify({ ...ENTRY, split: "holdout" }),
    /^Cannot read row .*s\.jsonl:1: split: .*"train"\|"valid"\|"test".*, expected \{"id", "split"/,
  ],
  [
    "a short digest",
    JSON.stringify({ ...ENTRY, digest: "abc" }),
    /^Cannot read row .*s\.jsonl:1: digest: expected 64 hexadecimal digits, expected \{"id"/,
  ],
  [
    "a study twice",
    `${JSON.stringify(ENTRY)}\n\n${JSON.stringify(ENTRY)}\n`,
    /^Cannot read row .*s\.jsonl:3: study ".*" is already in row .*s\.jsonl:1, keep one$/,
  ],
  [
    "a study of another dataset",
    JSON.stringify({ ...ENTRY, id: "nobody" }),
    /^Cannot use row .*s\.jsonl:1: study "nobody" is not in this dataset, take the data and config/,
  ],
  ["other content", JSON.stringify(ENTRY), /^Cannot use row .*s\.jsonl:1: study ".*" has another/],
];

for (const [title, content, message] of REFUSED) {
  Deno.test(`split: FILE refuses ${title}`, async () => {
    await withFiles({ "s.jsonl": content }, async (root) => {
      const config = configOf({ ...PHANTOM, split: join(root, "s.jsonl") });
      assert.match(await messageOf(() => openDataset(config)), message);
    });
  });
}

Deno.test("split: FILE refuses a patient in two splits, and half a gzip", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "s.jsonl.gz");
    const config = configOf({ ...PHANTOM, split: file });
    const twice = STUDIES.find(({ id, patient }) =>
      STUDIES.some((other) => other.patient === patient && other.id !== id)
    )!;
    const split = STUDIES.map((one): Example =>
      one === twice ? { ...one, split: one.split === "train" ? "test" : "train" } : one
    );
    await writeSplit(file, split);
    assert.match(
      await messageOf(() => openDataset(config)),
      RegExp(`^Cannot use row .*: patient "${twice.patient}" is in \\w+, but in \\w+ in row `),
    );
    await Deno.writeFile(file, gzipSync("x".repeat(1000)).subarray(0, 20));
    assert.match(
      await messageOf(() => openDataset(config)),
      /s\.jsonl\.gz: unexpected end of file/,
    );
  });
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type DatasetConfig,
  openDataset,
  prepareDataset,
  surveyDataset,
  writeSplit,
} from "../../datasets/mod.ts";
import { writePrepared } from "../../datasets/prepared.ts";
import { exported } from "./exported.ts";
import { configOf, identityOf, withFiles } from "./files/folder.ts";
import { jsonlFiles } from "./jsonl/folder.ts";
import { mimicFiles, STUDIES } from "./mimic_cxr/folder.ts";
import { messageOf, tableConfig, writeFolder } from "./table/folder.ts";

const SIZE = 16;
const FILES = await jsonlFiles(4); // 12 studies

/** Prepares a dataset of files, and runs with its config and that of the prepared folder. */
async function withPrepared(
  config: DatasetConfig,
  run: (raw: DatasetConfig, prepared: DatasetConfig, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await prepareDataset(config, { folder, size: SIZE });
    await run(config, { ...config, root: folder } as DatasetConfig, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** sha256 by name of the files that a stage leaves. */
async function artifact(config: DatasetConfig): Promise<Record<string, string>> {
  const folder = await Deno.makeTempDir();
  try {
    await writePrepared(await openDataset(config), folder, SIZE, () => {});
    const files: Record<string, string> = {};
    for await (const { name } of Deno.readDir(folder)) {
      const bytes = await Deno.readFile(join(folder, name));
      files[name] = createHash("sha256").update(bytes).digest("hex");
    }
    return files;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A prepared folder has the key, the outline and the artifact of the files it was made of. */
async function standsIn(config: DatasetConfig): Promise<void> {
  await withPrepared(config, async (raw, prepared) => {
    const [of, by] = [await surveyDataset(raw), await surveyDataset(prepared)];
    assert.deepEqual(by.identity, of.identity);
    assert.deepEqual(by.outline, { ...of.outline, imageSize: SIZE });
    assert.deepEqual((await openDataset(prepared)).examples, (await openDataset(raw)).examples);
    assert.deepEqual(await artifact(prepared), await artifact(raw));
  });
}

for (const layout of ["mimic-cxr", "openi", "vqa-rad", "jsonl"] as const) {
  Deno.test(`a prepared folder stands in for the files of ${layout}`, async () => {
    await using folder = await exported(layout, 8, 32);
    await standsIn(configOf({ kind: layout, root: folder.root }));
  });
}

Deno.test("a prepared folder stands in for a table", async () => {
  const table = [
    "img,part,x",
    ...["train,1", "dev,0", "test,1"].map((row, i) => `${i}.png,${row}`),
  ];
  const { root, dispose } = await writeFolder("t.csv", table.join("\n"), 3);
  try {
    const columns = { image: "img", split: "part", labels: ["x"] };
    await standsIn(tableConfig(root, "t.csv", { images: "images", columns }));
  } finally {
    await dispose();
  }
});

Deno.test("a prepared folder knows the studies that were left out", async () => {
  const broken = { ...FILES, "data/train/train1.jpg": "", "data/test/test3.jpg": "" };
  await withFiles(broken, async (root) => {
    const config = configOf({ kind: "jsonl", root, damaged: "skip" });
    await standsIn(config);
    await withPrepared(config, async (_raw, prepared, folder) => {
      const dataset = await openDataset(prepared);
      assert.match(
        await messageOf(() => dataset.image(1, SIZE)),
        /^Cannot decode image .*train1\.jpg/,
      );
      assert.equal(
        await messageOf(() => openDataset({ ...prepared, damaged: "fail" } as DatasetConfig)),
        `Cannot use the prepared ${folder}: studies were left out of it, set damaged: skip`,
      );
    });
  });
});

Deno.test("a prepared folder without damaged images serves both ways to treat them", async () => {
  await withFiles(FILES, async (root) => {
    await withPrepared(configOf({ kind: "jsonl", root }), async (raw, prepared) => {
      const [a, b] = [raw, prepared].map((one) => ({ ...one, damaged: "skip" } as DatasetConfig));
      assert.deepEqual(await identityOf(b!), await identityOf(a!));
    });
  });
});

Deno.test("a prepared folder serves every split file", async () => {
  await withFiles(FILES, async (root) => {
    const split = join(root, "split.jsonl");
    const { examples } = await openDataset(configOf({ kind: "jsonl", root }));
    await writeSplit(split, examples.slice(2, 9).map((one) => ({ ...one, split: "test" })));
    await standsIn(configOf({ kind: "jsonl", root, split }));
    await withPrepared(configOf({ kind: "jsonl", root }), async (raw, prepared) => {
      const [a, b] = [raw, prepared].map((one) => ({ ...one, split } as DatasetConfig));
      assert.deepEqual(await identityOf(b!), await identityOf(a!));
      assert.deepEqual(await artifact(b!), await artifact(a!));
    });
  });
});

Deno.test("a prepared folder serves no other config, and no other size", async () => {
  await withFiles(await mimicFiles(STUDIES), async (root) => {
    const config = configOf({ kind: "mimic-cxr", root, damaged: "skip" });
    await withPrepared(config, async (_raw, prepared, folder) => {
      const refused = (fields: object) =>
        messageOf(() => openDataset({ ...prepared, ...fields } as DatasetConfig));
      assert.equal(
        await refused({ uncertain: "positive" }),
        `Cannot use the prepared ${folder}: it was made with uncertain "keep", not "positive", ` +
          "prepare it as it is to be used",
      );
      assert.equal(
        await messageOf(() => openDataset(configOf({ kind: "jsonl", root: folder }))),
        `Cannot use the prepared ${folder}: its kind is mimic-cxr, not jsonl, prepare it as it is ` +
          "to be used",
      );
      const dataset = await openDataset(prepared);
      assert.equal(
        await messageOf(() => dataset.image(0, 8)),
        `Cannot use the prepared ${folder}: its images have 16 pixels a side, prepare some with ` +
          "--size 8",
      );
    });
  });
});

Deno.test("a prepared folder that was changed, or is not whole, is not used", async () => {
  await withFiles(FILES, async (root) => {
    await withPrepared(configOf({ kind: "jsonl", root }), async (raw, prepared, folder) => {
      const images = join(folder, "images.safetensors");
      const bytes = await Deno.readFile(images);
      bytes[bytes.length - 8 * SIZE * SIZE - 1]! ^= 1; // of the fourth study
      await Deno.writeFile(images, bytes);
      const dataset = await openDataset(prepared);
      await dataset.image(4, SIZE);
      assert.equal(
        await messageOf(() => dataset.image(3, SIZE)),
        `Cannot use the prepared ${folder}: the image of train3 was changed, give the command that ` +
          "prepared it again",
      );
      const examples = join(folder, "examples.jsonl");
      const text = await Deno.readTextFile(examples);
      await Deno.writeTextFile(examples, text.replace("Report", "report"));
      assert.match(await messageOf(() => openDataset(prepared)), /examples\.jsonl was changed/);
      await prepareDataset(raw, { folder, size: SIZE });
      assert.deepEqual(await identityOf(prepared), await identityOf(raw));

      await Deno.remove(join(folder, "prepared.json"));
      assert.equal(
        await messageOf(() => openDataset(prepared)),
        `Cannot use the prepared ${folder}: its preparation has not ended, give the same command ` +
          "again",
      );
    });
  });
});

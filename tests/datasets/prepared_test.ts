import assert from "node:assert/strict";
import { openDataset } from "../../datasets/mod.ts";
import { readPrepared, writePrepared } from "../../datasets/prepared.ts";
import { configOf, withFiles } from "./files/folder.ts";
import { jsonlFiles } from "./jsonl/folder.ts";
import { messageOf } from "./table/folder.ts";

const FILES = await jsonlFiles(2);
const DAMAGED = {
  ...FILES,
  "data/train/train1.jpg": new Uint8Array(),
  "data/test/test0.jpg": (FILES["data/test/test0.jpg"] as Uint8Array).subarray(0, 60),
};

Deno.test("writePrepared() stops at an image that cannot be decoded, and names it", async () => {
  await withFiles(DAMAGED, async (root) => {
    const dataset = await openDataset(configOf({ kind: "jsonl", root }));
    assert.match(
      await messageOf(() => writePrepared(dataset, root, 4, () => {})),
      /^Cannot decode image .*data\/train\/train1\.jpg: /,
    );
  });
});

Deno.test("writePrepared() leaves studies out where a dataset says so, and names them", async () => {
  await withFiles(DAMAGED, async (root) => {
    const dataset = await openDataset(configOf({ kind: "jsonl", root, damaged: "skip" }));
    const progress: string[] = [];
    const skipped = await writePrepared(dataset, root, 4, (done, all) => {
      progress.push(`${done}/${all}`);
    });
    assert.deepEqual(skipped.map(({ id }) => id), ["train1", "test0"]);
    assert.match(skipped[0]!.reason, /^Cannot decode image .*data\/train\/train1\.jpg: /);
    assert.equal(progress.at(-1), "6/6");
    const { skipped: named } = JSON.parse(await Deno.readTextFile(`${root}/dataset.json`));
    assert.deepEqual(named, ["train1", "test0"]);
    using prepared = readPrepared(root);
    assert.deepEqual(prepared.examples.map(({ id }) => id), [
      "train0",
      "valid0",
      "valid1",
      "test1",
    ]);
    for (const [row, index] of [0, 2, 3, 5].entries()) {
      assert.deepEqual(prepared.image(row), await dataset.image(index, 4));
    }
    assert.deepEqual(prepared.split("test"), [3]);
  });
});

Deno.test("writePrepared() does not skip what is no image's fault, nor everything", async () => {
  const broken = Object.keys(FILES).filter((path) => path.endsWith(".jpg"));
  const none = { ...FILES, ...Object.fromEntries(broken.map((path) => [path, ""])) };
  await withFiles(none, async (root) => {
    const dataset = await openDataset(configOf({ kind: "jsonl", root, damaged: "skip" }));
    assert.match(
      await messageOf(() => writePrepared(dataset, root, 4, () => {})),
      /^Cannot use the dataset: Cannot decode image .*data\/train\/train0\.jpg/,
    );
    const failing = { ...dataset, image: () => Promise.reject(new Error("no memory")) };
    assert.equal(await messageOf(() => writePrepared(failing, root, 4, () => {})), "no memory");
  });
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDataset, prepareDataset } from "../../datasets/mod.ts";
import { readPrepared } from "../../datasets/prepared.ts";
import { configOf, withFiles } from "./files/folder.ts";
import { jsonlFiles } from "./jsonl/folder.ts";
import { messageOf } from "./table/folder.ts";

const SIZE = 8;
const FILES = await jsonlFiles(4); // 12 studies
const BROKEN = { ...FILES, "data/train/train1.jpg": "" };

async function contents(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name } of Deno.readDir(folder)) {
    files[name] = sha256(await Deno.readFile(join(folder, name)));
  }
  return files;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function kill(root: string, folder: string, images: number): Promise<void> {
  const driver = fileURLToPath(new URL("prepare_driver.ts", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", driver, root, folder, `${SIZE}`, `${images}`],
    stderr: "null",
  });
  assert.equal((await command.output()).signal, "SIGKILL");
}

Deno.test("prepareDataset() writes pixels, their digests, and the examples", async () => {
  await withFiles(FILES, async (root) => {
    const config = configOf({ kind: "jsonl", root });
    const folder = join(root, "prepared");
    const done = await prepareDataset(config, { folder, size: SIZE });
    assert.deepEqual(done, { studies: 12, kept: 0, skipped: [] });
    const dataset = await openDataset(config);
    using prepared = readPrepared(folder);
    assert.deepEqual(prepared.examples, dataset.examples);
    const lines = (await Deno.readTextFile(join(folder, "digests.jsonl"))).trimEnd().split("\n");
    for (const [i, { id }] of dataset.examples.entries()) {
      const pixels = await dataset.image(i, SIZE);
      assert.deepEqual(prepared.image(i), pixels);
      assert.deepEqual(JSON.parse(lines[i + 1]!), { id, sha256: sha256(pixels) });
    }
  });
});

Deno.test("prepareDataset() goes on after a kill and writes what it would have", async () => {
  await withFiles(FILES, async (root) => {
    const config = configOf({ kind: "jsonl", root });
    const [whole, killed] = [join(root, "whole"), join(root, "killed")];
    await prepareDataset(config, { folder: whole, size: SIZE });
    await kill(root, killed, 5);
    const seen: number[] = [];
    const done = await prepareDataset(config, {
      ...{ folder: killed, size: SIZE, onProgress: (n: number) => seen.push(n) },
    });
    assert.deepEqual(done, { studies: 12, kept: 5, skipped: [] });
    assert.deepEqual(seen, [6, 7, 8, 9, 10, 11, 12]);
    assert.deepEqual(await contents(killed), await contents(whole));
  });
});

Deno.test("prepareDataset() keeps nothing from the first changed pixel or cut line on", async () => {
  await withFiles(BROKEN, async (root) => {
    const config = configOf({ kind: "jsonl", root, damaged: "skip" });
    const folder = join(root, "prepared");
    const first = await prepareDataset(config, { folder, size: SIZE });
    assert.deepEqual(first.skipped.map(({ id }) => id), ["train1"]);
    const before = await contents(folder);
    const again = () => prepareDataset(config, { folder, size: SIZE });
    assert.deepEqual(await again(), { ...first, kept: 12 });

    const images = join(folder, "images.safetensors");
    const bytes = await Deno.readFile(images);
    // Eleven of twelve rows hold pixels; this is in the fourth of them, of the fifth study.
    bytes[bytes.length - 8 * SIZE * SIZE - 1]! ^= 1;
    await Deno.writeFile(images, bytes);
    assert.deepEqual(await again(), { ...first, kept: 4 });
    assert.deepEqual(await contents(folder), before);

    const digests = join(folder, "digests.jsonl");
    const text = await Deno.readTextFile(digests);
    await Deno.writeTextFile(digests, text.slice(0, -10));
    assert.deepEqual(await again(), { ...first, kept: 11 });
    assert.deepEqual(await contents(folder), before);
  });
});

Deno.test("prepareDataset() does not touch a folder of something else", async () => {
  await withFiles(FILES, async (root) => {
    const config = configOf({ kind: "jsonl", root });
    const into = (folder: string, size: number) =>
      messageOf(() => prepareDataset(config, { folder, size }));
    assert.match(await into(join(root, "data"), SIZE), /^Cannot prepare into .*: it holds /);
    const folder = join(root, "prepared");
    await prepareDataset(config, { folder, size: SIZE });
    const before = await contents(folder);
    assert.match(await into(folder, 4), /^Cannot go on in .*: it holds another dataset or other/);
    assert.deepEqual(await contents(folder), before);
  });
});

Deno.test("prepareDataset() of two at once: one works, the other waits and finds all done", async () => {
  await withFiles(FILES, async (root) => {
    const config = configOf({ kind: "jsonl", root });
    const [whole, shared] = [join(root, "whole"), join(root, "shared")];
    await prepareDataset(config, { folder: whole, size: SIZE });
    let waited = 0;
    const options = { folder: shared, size: SIZE, onWait: () => void waited++ };
    const both = await Promise.all([1, 2].map(() => prepareDataset(config, options)));
    assert.deepEqual(both.map(({ kept }) => kept).sort(), [0, 12]);
    assert.equal(waited, 1);
    assert.deepEqual(await contents(shared), await contents(whole));
  });
});

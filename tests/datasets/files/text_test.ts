import assert from "node:assert/strict";
import { join } from "node:path";
import { readLines } from "../../../datasets/files/text.ts";
import { withFiles } from "./folder.ts";

Deno.test("readLines() gives whole lines whose numbers and letters survive any cut", async () => {
  const lines = Array.from({ length: 9_000 }, (_, i) => `${i} ü€😀 \uFEFF${"x".repeat(i % 50)}`);
  await withFiles({ "t.txt": "\uFEFF" + lines.join("\n") }, async (root) => {
    const read: string[] = [];
    let pieces = 0;
    for await (const { start, text } of readLines(join(root, "t.txt"))) {
      assert.equal(start, read.length + 1);
      read.push(...text.replace(/\n$/, "").split("\n"));
      pieces++;
    }
    assert.ok(pieces > 2, `${pieces} pieces`);
    assert.deepEqual(read, lines);
  });
});

Deno.test("readLines() names the line of a wrong byte far into a file", async () => {
  const good = new TextEncoder().encode("good line\n".repeat(50_000));
  await withFiles({ "t.txt": new Uint8Array([...good, 0xff, 10]) }, async (root) => {
    await assert.rejects(async () => {
      for await (const _ of readLines(join(root, "t.txt")));
    }, /t\.txt:50001: it is not UTF-8/);
  });
});

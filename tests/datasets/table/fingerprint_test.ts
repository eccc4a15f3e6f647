import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { digestFiles } from "../../../datasets/table/fingerprint.ts";
import { messageOf } from "./folder.ts";

async function digestOf(files: Record<string, string>, order: string[]): Promise<string> {
  const root = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(root, name), text);
    }
    return await digestFiles(root, order);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("digestFiles() hashes each file's length and digest, whatever the folder", async () => {
  const sha = (text: string) => createHash("sha256").update(text).digest("hex");
  const expected = sha(`3 ${sha("abc")}\n0 ${sha("")}\n`);
  assert.equal(await digestOf({ a: "abc", b: "" }, ["a", "b"]), expected);
  assert.equal(await digestOf({ c: "abc", d: "" }, ["c", "d"]), expected);
});

Deno.test("digestFiles() changes with a byte, with the order and with where a byte stands", async () => {
  const digests = [
    await digestOf({ a: "abc", b: "d" }, ["a", "b"]),
    await digestOf({ a: "abx", b: "d" }, ["a", "b"]),
    await digestOf({ a: "abc", b: "d" }, ["b", "a"]),
    await digestOf({ a: "ab", b: "cd" }, ["a", "b"]),
    await digestOf({ a: "abc", b: "d" }, ["a"]),
  ];
  assert.equal(new Set(digests).size, digests.length);
});

Deno.test("digestFiles() names a file it cannot read", async () => {
  assert.equal(
    await messageOf(() => digestFiles("/nowhere", ["gone.png"])),
    "Cannot read /nowhere/gone.png: no such file, check the file or leave out its row",
  );
});

import assert from "node:assert/strict";
import { digestImages, imagePath } from "../../../datasets/files/image_files.ts";
import { messageOf } from "../table/folder.ts";
import { type Files, withFiles } from "./folder.ts";

function digest(files: Files, paths = Object.keys(files)): Promise<string> {
  return withFiles(files, (root) => digestImages(root, paths, "skip"));
}

Deno.test("digestImages() sees path, size, order and the last 4 KiB of files, not their folder", async () => {
  const long = new Uint8Array(10_000);
  const base = await digest({ a: long, b: "b" });
  assert.equal(await digest({ a: long, b: "b" }), base);
  assert.notEqual(await digest({ a: long.with(9_999, 1), b: "b" }), base, "the last byte");
  assert.notEqual(
    await digest({ a: long.with(10_000 - 4096, 1), b: "b" }),
    base,
    "the tail's first",
  );
  assert.equal(await digest({ a: long.with(10_000 - 4097, 1), b: "b" }), base, "before the tail");
  assert.notEqual(await digest({ a: new Uint8Array(10_001), b: "b" }), base, "the size");
  assert.notEqual(await digest({ c: long, b: "b" }), base, "the path");
  assert.notEqual(await digest({ a: long, b: "b" }, ["b", "a"]), base, "the order");
  assert.notEqual(await digest({ a: long }, ["a", "b"]), base, "a missing file");
});

Deno.test("digestImages() names the first missing file in order", async () => {
  const paths = Array.from({ length: 100 }, (_, i) => `${i}.png`);
  await withFiles({ "0.png": "x" }, async (root) => {
    assert.match(
      await messageOf(() => digestImages(root, paths, "fail")),
      /^Cannot read image .*\/1\.png: no such file, check the folder or set damaged: skip$/,
    );
  });
});

Deno.test("imagePath() stays below the root", () => {
  assert.equal(imagePath("a/b", "../c.png", "t:1"), "a/c.png");
  for (const named of ["../../../c.png", "/c.png", "x/../../../../c.png"]) {
    assert.throws(
      () => imagePath("a/b", named, "t:1"),
      /of row t:1: it lies outside the dataset's/,
    );
  }
});

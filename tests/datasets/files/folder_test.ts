import assert from "node:assert/strict";
import { join } from "node:path";
import { fileNames, plainName } from "../../../datasets/files/folder.ts";

Deno.test("fileNames() sorts numbers by size and leaves folders out", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["10.xml", "2.xml", "a10-2", "a10-1", "a9-1", "02.xml", "b"]) {
      await Deno.writeTextFile(join(folder, name), "");
    }
    await Deno.mkdir(join(folder, "1.xml"));
    const sorted = ["02.xml", "2.xml", "10.xml", "a9-1", "a10-1", "a10-2", "b"];
    assert.deepEqual(await fileNames(folder), sorted);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("plainName() gives names back and refuses what leads elsewhere", () => {
  for (const name of ["a.png", "..a", "a..b", "Ünï 1.jpg"]) {
    assert.equal(plainName(name, "p"), name);
  }
  for (const name of ["", ".", "..", "a/b", "/a", "..\\a", "a\0"]) {
    assert.throws(
      () => plainName(name, "row 7"),
      /^Error: Cannot use image ".*" of row 7: it is no/,
    );
  }
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { openDataset } from "../../../datasets/mod.ts";
import { exported } from "../exported.ts";
import { configOf, withFiles } from "../files/folder.ts";
import { messageOf, tableConfig } from "../table/folder.ts";
import { dicomFile, words } from "./file.ts";

const FILE = dicomFile("1.2.840.10008.1.2.1", {
  "7fe00010": ["OW", words(1000, 1255, 1051, 1204)],
});
const PIXELS = Uint8Array.of(0, 255, 51, 204);

Deno.test("a table reads DICOM files with dicom: true, beside others", async () => {
  const files = { "t.csv": "img\na.dcm\nb.dcm\n", "a.dcm": FILE, "b.dcm": FILE.subarray(0, -3) };
  await withFiles(files, async (root) => {
    const columns = { image: "img" };
    const dataset = await openDataset(tableConfig(root, "t.csv", { columns, dicom: true }));
    assert.deepEqual(await dataset.image(0, 2), PIXELS);
    assert.match(await messageOf(() => dataset.image(1, 2)), /^Cannot decode image .*b\.dcm: /);
    const without = await openDataset(tableConfig(root, "t.csv", { columns }));
    assert.match(
      await messageOf(() => without.image(0, 2)),
      /it is a DICOM file, set dicom: true$/,
    );
  });
});

Deno.test("mimic-cxr reads the DICOM files of MIMIC-CXR with dicom: true", async () => {
  await using folder = await exported("mimic-cxr", 2, 32);
  const { root } = folder;
  const visit = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (isDirectory) await visit(join(path, name));
      else if (name.endsWith(".jpg")) {
        await Deno.remove(join(path, name));
        await Deno.writeFile(join(path, name.replace(/\.jpg$/, ".dcm")), FILE);
      }
    }
  };
  await visit(join(root, "files"));
  const dataset = await openDataset(configOf({ kind: "mimic-cxr", root, dicom: true }));
  assert.deepEqual(await dataset.image(0, 2), PIXELS);
  assert.match(await dataset.fingerprint(), /^[0-9a-f]{64}$/);
});

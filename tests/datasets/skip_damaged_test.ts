import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type DatasetConfig,
  openDataset,
  openiConfigSchema,
  vqaRadConfigSchema,
} from "../../datasets/mod.ts";
import { readPrepared, writePrepared } from "../../datasets/prepared.ts";
import { cut } from "./damage.ts";
import { exported } from "./exported.ts";

/** Studies that are left, and those left out, after preparing. */
async function prepared(config: DatasetConfig): Promise<{ left: string[]; out: string[] }> {
  const folder = await Deno.makeTempDir();
  try {
    const skipped = await writePrepared(await openDataset(config), folder, 16, () => {});
    using read = readPrepared(folder);
    return { left: read.examples.map(({ id }) => id), out: skipped.map(({ id }) => id) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("with damaged: skip Open-I leaves out reports with a missing or a broken image", async () => {
  await using folder = await exported("openi", 4, 32);
  const { root } = folder;
  const config = openiConfigSchema.parse({ kind: "openi", root, damaged: "skip" });
  const ids = (await openDataset(config)).examples.map(({ id }) => id);
  await Deno.remove(join(root, "NLMCXR_png", `CXR${ids[0]}_IM-0001-2001.png`));
  // The second study has two images; the broken one could be the frontal one.
  await cut(join(root, "NLMCXR_png", `CXR${ids[1]}_IM-0002-1001.png`), 0.5);
  assert.deepEqual(await prepared(config), { left: ids.slice(2), out: ids.slice(0, 2) });
});

Deno.test("with damaged: skip VQA-RAD leaves out studies with a missing or a broken image", async () => {
  await using folder = await exported("vqa-rad", 4, 32);
  const { root } = folder;
  const config = vqaRadConfigSchema.parse({ kind: "vqa-rad", root, damaged: "skip" });
  const ids = (await openDataset(config)).examples.map(({ id }) => id);
  await Deno.remove(join(root, "VQA_RAD Image Folder", `${ids[0]}.jpg`));
  await cut(join(root, "VQA_RAD Image Folder", `${ids[1]}.jpg`), 0.5);
  assert.deepEqual(await prepared(config), { left: ids.slice(2), out: ids.slice(0, 2) });
});

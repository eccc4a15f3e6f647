import assert from "node:assert/strict";
import { DATASET_KINDS, datasetConfigSchema, identifyDataset } from "../../datasets/mod.ts";

Deno.test("DATASET_KINDS names every kind by its own name", () => {
  for (const [name, { kind, version }] of Object.entries(DATASET_KINDS)) {
    assert.equal(kind, name);
    assert.ok(Number.isInteger(version) && version > 0);
  }
});

Deno.test("datasetConfigSchema tells kinds apart and refuses an unknown one", () => {
  const phantom = datasetConfigSchema.parse({ kind: "phantom", site: "b" });
  assert.deepEqual(phantom, { kind: "phantom", site: "b", patients: 800, seed: 7 });
  const { error } = datasetConfigSchema.safeParse({ kind: "phantoms" });
  assert.deepEqual(error?.issues.map(({ path }) => path), [["kind"]]);
  assert.equal(datasetConfigSchema.safeParse({ kind: "phantom", root: "x" }).success, false);
});

Deno.test("identifyDataset() of a phantom holds its whole config and no fingerprint", async () => {
  const config = datasetConfigSchema.parse({ kind: "phantom", patients: 3 });
  assert.deepEqual(await identifyDataset(config), {
    kind: "phantom",
    kindVersion: DATASET_KINDS.phantom.version,
    config: { site: "a", patients: 3, seed: 7 },
    fingerprint: "",
  });
});

import assert from "node:assert/strict";
import { exportCheckpoint } from "../../../model/checkpoint/export.ts";
import { inspectCheckpoint } from "../../../model/checkpoint/inspect.ts";
import { type Kind, stateLayout } from "../../../model/checkpoint/names.ts";
import { writeTensors } from "../../../model/checkpoint/safetensors.ts";
import { count, dict, pickle, text } from "../../../model/checkpoint/pickle_write.ts";
import { float32 } from "../../../model/engine/mod.ts";
import { tensor, torchEntries, withBytes, withFolder, zipBytes } from "./forge.ts";
import { HEADS, network, SMALL } from "./networks.ts";

/** Values of a small network's parameters, without running statistics. */
function parameterCount(kind: Kind): number {
  const names = Object.entries(network(HEADS[kind])).filter(([name]) => !/running/.test(name));
  return names.reduce((sum, [, { data }]) => sum + data.length, 0);
}

for (const file of ["o.bin", "o.safetensors"]) {
  Deno.test(`inspectCheckpoint() counts tied parameters of ${file} once`, () => {
    withFolder((folder) => {
      writeTensors(`${folder}/m`, network(HEADS.pretraining));
      exportCheckpoint(`${folder}/m`, `${folder}/${file}`, { as: "pretraining" });
      const { tensors, ...rest } = inspectCheckpoint(`${folder}/${file}`);
      assert.deepEqual(rest, {
        format: file === "o.bin" ? "torch-zip" : "safetensors",
        kind: "pretraining",
        misfit: undefined,
        parameters: parameterCount("pretraining"),
        training: {},
      });
      const layout = stateLayout("pretraining", SMALL, HEADS.pretraining);
      const specs = new Map(tensors.map((spec) => [spec.name, spec]));
      assert.deepEqual(
        layout.map(({ name }) => specs.get(name)),
        layout.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      );
    });
  });
}

Deno.test("inspectCheckpoint() tells why a checkpoint cannot be imported", () => {
  withFolder((folder) => {
    const model = network({ match: true });
    delete model["itm.linear.bias"];
    writeTensors(`${folder}/m`, model);
    assert.equal(
      inspectCheckpoint(`${folder}/m`).misfit,
      "as MedViLL retrieval, 1 names are missing: itm.linear.bias",
    );
  });
});

Deno.test("inspectCheckpoint() knows no kind for other names", () => {
  withFolder((folder) => {
    writeTensors(`${folder}/m`, { w: float32([1, 2], [2]) });
    assert.deepEqual(inspectCheckpoint(`${folder}/m`), {
      format: "safetensors",
      kind: undefined,
      misfit: undefined,
      tensors: [{ name: "w", dtype: "F32", shape: [2] }],
      parameters: 2,
      training: {},
    });
  });
});

Deno.test("inspectCheckpoint() reads no values", () => {
  const state = dict([[text("w"), tensor({ shape: [1] })]]);
  const data = pickle(dict([[text("epoch"), count(2)], [text("state_dict"), state]]));
  const entries = torchEntries(data, { 0: new Uint8Array(4) });
  const damaged = entries.map((entry, i) => i === 1 ? { ...entry, crc: 1 } : entry);
  withBytes(zipBytes(damaged), (path) => {
    assert.deepEqual(inspectCheckpoint(path).training, { epoch: 2 });
  });
});

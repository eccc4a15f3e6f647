/** What is said of files that cannot be opened or written. */
import assert from "node:assert/strict";
import { exportCheckpoint } from "../../../model/checkpoint/export.ts";
import { importCheckpoint } from "../../../model/checkpoint/import.ts";
import { inspectCheckpoint } from "../../../model/checkpoint/inspect.ts";
import { writeTensors } from "../../../model/checkpoint/safetensors.ts";
import { withFolder } from "./forge.ts";
import { HEADS, network } from "./networks.ts";

Deno.test("checkpoints that are no files are refused, a pipe too", () => {
  withFolder((folder) => {
    const pipe = `${folder}/pipe`;
    assert(new Deno.Command("mkfifo", { args: [pipe] }).outputSync().success);
    writeTensors(`${folder}/m`, network(HEADS.retrieval));
    const gone = "no such file, check the path", none = "it is no file, name one";
    for (
      const [path, problem] of [
        [`${folder}/gone`, gone],
        [`${folder}/m/gone`, gone],
        [folder, none],
        [pipe, none],
      ] as const
    ) {
      const message = `Cannot open ${path}: ${problem}`;
      const out = `${folder}/o.bin`;
      assert.throws(() => inspectCheckpoint(path), { message });
      assert.throws(() => importCheckpoint(path, out), { message });
      assert.throws(() => exportCheckpoint(path, out, { as: "retrieval" }), { message });
    }
  });
});

Deno.test("importCheckpoint() and exportCheckpoint() say why a file cannot be written", () => {
  withFolder((folder) => {
    const model = `${folder}/m`;
    writeTensors(model, network(HEADS.retrieval));
    const folders = (...names: string[]) => names.map((name) => `${folder}/${name}`);
    const [is, nowhere, inFile] = folders("o.bin", "gone/o.bin", "m/o.bin") as [
      string,
      string,
      string,
    ];
    Deno.mkdirSync(is);
    for (
      const [out, problem] of [
        [is, "it is a folder, name a file"],
        [nowhere, `there is no folder ${folder}/gone, make it first`],
        [inFile, `there is no folder ${model}, make it first`],
      ] as const
    ) {
      const message = `Cannot write ${out}: ${problem}`;
      assert.throws(() => importCheckpoint(model, out), { message });
      assert.throws(() => exportCheckpoint(model, out, { as: "retrieval" }), { message });
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["m", "o.bin"]);
  });
});

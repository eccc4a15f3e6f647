import assert from "node:assert/strict";
import { exportCheckpoint } from "../../../model/checkpoint/export.ts";
import { importCheckpoint, type ImportOptions } from "../../../model/checkpoint/import.ts";
import type { ExportKind } from "../../../model/checkpoint/names.ts";
import {
  openSafetensors,
  readTensors,
  writeTensors,
} from "../../../model/checkpoint/safetensors.ts";
import type { HostTensors } from "../../../model/engine/mod.ts";
import { openFile } from "../../../model/checkpoint/random_access.ts";
import { readZipDirectory } from "../../../model/checkpoint/zip_directory.ts";
import { withFolder } from "./forge.ts";
import { HEADS, network, readState, type State, writeState } from "./networks.ts";

const WORDS = "enc.txt_embeddings.word_embeddings.weight";
const OUTPUT = "mlm.predictions.decoder.weight";

/** Exports a small network as a kind, changes its state dict, and imports that. */
function importChanged(
  kind: ExportKind,
  change: (state: State) => State | void,
  options: ImportOptions = {},
) {
  return withFolder((folder) => {
    const [model, path, out] = ["ours.safetensors", "in.bin", "out.safetensors"]
      .map((name) => `${folder}/${name}`) as [string, string, string];
    const before = network(HEADS[kind]);
    writeTensors(model, before);
    exportCheckpoint(model, path, { as: kind });
    const state = readState(path);
    writeState(path, change(state) ?? state);
    try {
      const imported = importCheckpoint(path, out, options);
      return { before, imported, after: readTensors(out) };
    } catch (error) {
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
        "in.bin",
        "ours.safetensors",
      ]);
      (error as Error).message = (error as Error).message.replaceAll(folder, ".");
      throw error;
    }
  });
}

const same = () => {};
const fails = (body: () => unknown, message: string) =>
  assert.throws(body, { name: "RangeError", message });
/** Parameters by name, whatever their order. */
const sorted = (tensors: HostTensors) => Object.entries(tensors).sort(([a], [b]) => a < b ? -1 : 1);

Deno.test("importCheckpoint() gives a kind's parameters under our names", () => {
  const { before, imported, after } = importChanged("pretraining", same);
  assert.deepEqual(sorted(after), sorted(before));
  const values = Object.values(before).reduce((sum, { data }) => sum + data.length, 0);
  assert.deepEqual(imported, {
    kind: "pretraining",
    format: "torch-zip",
    tensors: Object.keys(before).length,
    values,
    left: [],
    training: {},
  });
});

Deno.test("importCheckpoint() leaves out weights that are not used", () => {
  const { imported } = importChanged("classification", same);
  assert.deepEqual(imported.left, ["enc.clf.weight", "enc.clf.bias"]);
});

Deno.test("importCheckpoint() gives the part of a network that the checkpoint has", () => {
  const bert = importChanged("bert", same).after;
  assert(Object.keys(bert).every((name) => /^(enc\.(txt|encoder|pooler)|mlm)/.test(name)));
  assert.deepEqual([...bert[WORDS]!.shape], [7, 4]);
  const trunk = importChanged("resnet50", same).after;
  assert(Object.keys(trunk).every((name) => name.startsWith("enc.img_encoder.model.")));
});

for (const kind of ["pretraining", "report-generation", "bert"] as const) {
  Deno.test(`importCheckpoint() refuses a ${kind} checkpoint whose tied tables differ`, () => {
    const prefix = kind === "pretraining" ? "mlm." : "cls.";
    const name = `${prefix}predictions.decoder.weight`;
    const words = {
      pretraining: WORDS,
      "report-generation": WORDS.slice(4),
      bert: "bert.embeddings.word_embeddings.weight",
    };
    fails(
      () => importChanged(kind, (state) => void (state.get(name)!.values[5] = 99)),
      `Cannot import ./in.bin: ${name} and ${words[kind]} are tied, but differ`,
    );
  });
}

Deno.test("importCheckpoint() keeps a decoder's output matrix only where it differs", () => {
  const name = "cls.predictions.decoder.weight";
  assert.equal(importChanged("report-decoder", same).after[OUTPUT], undefined);
  const { after } = importChanged("report-decoder", (state) => {
    state.get(name)!.values[5] = 99;
  });
  const table = Float32Array.from(after[WORDS]!.data);
  table[5] = 99;
  assert.deepEqual(after[OUTPUT]!.data, table);
});

Deno.test("importCheckpoint() takes a NaN for equal to itself in a tied table", () => {
  const { after } = importChanged("pretraining", (state) => {
    for (const name of [WORDS, OUTPUT]) state.get(name)!.values[5] = NaN;
  });
  assert(Number.isNaN(after[WORDS]!.data[5]));
});

Deno.test("importCheckpoint() takes checkpoints with and without position_ids", () => {
  const name = "enc.txt_embeddings.position_ids";
  const { before, after } = importChanged("retrieval", (state) => void state.delete(name));
  assert.deepEqual(sorted(after), sorted(before));
  fails(
    () => importChanged("retrieval", (state) => void (state.get(name)!.values[1] = 2n)),
    `Cannot import ./in.bin: ${name} is not 0, 1, 2, …`,
  );
});

for (const dtype of ["F16", "BF16", "F64"] as const) {
  Deno.test(`importCheckpoint() makes float32 of ${dtype}`, () => {
    const { before, after } = importChanged(
      "vqa",
      (state) =>
        new Map([...state].map(([name, tensor]) => {
          if (tensor.dtype !== "F32") return [name, tensor];
          // Small whole numbers are exact in all of them.
          const values = Array.from(tensor.values as Float32Array, (value) => value % 100);
          const array = dtype === "F64" ? Float64Array : Float32Array;
          return [name, { ...tensor, dtype, values: array.from(values) }];
        })) as State,
    );
    for (const [name, { data }] of Object.entries(before)) {
      assert.deepEqual(after[name]!.data, data.map((value) => value % 100));
      assert.equal(after[name]!.dtype, "float32");
    }
  });
}

Deno.test("importCheckpoint() refuses integers for parameters", () => {
  const integers = (state: State) => {
    state.set("enc.pooler.dense.bias", { dtype: "I32", shape: [4], values: new Int32Array(4) });
  };
  fails(
    () => importChanged("retrieval", integers),
    "Cannot import ./in.bin: enc.pooler.dense.bias holds I32, expected floats",
  );
});

Deno.test("importCheckpoint() takes names of parallel training and of the first BERTs", () => {
  const { before, after, imported } = importChanged(
    "bert",
    (state) =>
      new Map([...state].map(([name, tensor]) => {
        const old = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace(
          "LayerNorm.bias",
          "LayerNorm.beta",
        );
        return [`module.${old}`, tensor];
      })),
  );
  assert.deepEqual(imported.left, [
    "module.cls.seq_relationship.weight",
    "module.cls.seq_relationship.bias",
  ]);
  assert.deepEqual(
    after["enc.txt_embeddings.LayerNorm.weight"],
    before["enc.txt_embeddings.LayerNorm.weight"],
  );
});

Deno.test("importCheckpoint() takes a BERT without heads, and with a decoder bias or not", () => {
  const bare = importChanged("bert", (state) =>
    new Map(
      [...state].filter(([name]) => name.startsWith("bert.")).map((
        [name, tensor],
      ) => [name.slice(5), tensor]),
    ));
  assert.equal(Object.keys(bare.after).some((name) => name.startsWith("mlm.")), false);
  const name = "cls.predictions.decoder.bias";
  assert(importChanged("bert", (state) => void state.delete(name)).after["mlm.predictions.bias"]);
});

Deno.test("importCheckpoint() says what does not fit", () => {
  fails(
    () => importChanged("retrieval", (state) => void state.delete("enc.pooler.dense.bias")),
    "Cannot import ./in.bin: as MedViLL retrieval, 1 names are missing: enc.pooler.dense.bias",
  );
  fails(
    () =>
      importChanged(
        "retrieval",
        () => new Map([["w", { dtype: "F32", shape: [0], values: new Float32Array() }]]),
      ),
    "Cannot import ./in.bin: its names are of no known model (w)",
  );
});

Deno.test("importCheckpoint() leaves out unknown names only if it is told to", () => {
  const extra = (state: State) => {
    state.set("enc.extra", { dtype: "F32", shape: [1], values: new Float32Array(1) });
  };
  fails(
    () => importChanged("retrieval", extra),
    "Cannot import ./in.bin: as MedViLL retrieval, 1 names are unknown (--ignore-unknown leaves them out): enc.extra",
  );
  const { before, imported, after } = importChanged("retrieval", extra, { ignoreUnknown: true });
  assert.equal(imported.left.at(-1), "enc.extra");
  assert.deepEqual(sorted(after), sorted(before));
});

Deno.test("importCheckpoint() tells how far it is", () => {
  const seen: [number, number][] = [];
  const { imported } = importChanged("resnet50", same, {
    onProgress: (...at) => void seen.push(at),
  });
  assert.deepEqual(
    seen,
    Array.from({ length: imported.tensors }, (_, i) => [i + 1, imported.tensors]),
  );
});

Deno.test("importCheckpoint() names the kind in the file, and leaves no half of one", () => {
  withFolder((folder) => {
    const [model, path, out] = [
      `${folder}/m.safetensors`,
      `${folder}/in.bin`,
      `${folder}/out.safetensors`,
    ];
    writeTensors(model, network(HEADS.retrieval));
    exportCheckpoint(model, path, { as: "retrieval" });
    importCheckpoint(path, out);
    {
      using file = openSafetensors(out);
      assert.deepEqual(file.metadata, { kind: "retrieval" });
    }
    const before = Deno.readFileSync(out);
    const bytes = Deno.readFileSync(path);
    const file = openFile(path);
    const entry = [...readZipDirectory(file)].findLast(([name]) => /data\/\d+$/.test(name))![1];
    file.close();
    bytes[entry.offset]! ^= 1;
    Deno.writeFileSync(path, bytes);
    assert.throws(() => importCheckpoint(path, out), {
      name: "SyntaxError",
      message: `Cannot read checkpoint: zip entry "${entry.name}" is damaged: its checksum is ` +
        `wrong in ${path}`,
    });
    assert.deepEqual(Deno.readFileSync(out), before);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.deepEqual(names.sort(), ["in.bin", "m.safetensors", "out.safetensors"]);
  });
});

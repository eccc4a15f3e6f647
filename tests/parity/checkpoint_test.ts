import assert from "node:assert/strict";
import { openCheckpoint } from "../../model/checkpoint/checkpoint_file.ts";
import { exportCheckpoint } from "../../model/checkpoint/export.ts";
import { importCheckpoint } from "../../model/checkpoint/import.ts";
import { inspectCheckpoint } from "../../model/checkpoint/inspect.ts";
import {
  headsOf,
  type Kind,
  matchNames,
  misfit,
  sizesOf,
  stateLayout,
} from "../../model/checkpoint/names.ts";
import { openSafetensors, readTensors } from "../../model/checkpoint/safetensors.ts";
import { openTorch } from "../../model/checkpoint/torch.ts";
import { fixture, fixturePath, jsonFixture, parityTest } from "./fixtures.ts";
import { parametersOf } from "./network.ts";

const STATE_DICTS = {
  "e_state_dict_zip.bin": "torch-zip",
  "e_state_dict_legacy.bin": "torch-legacy",
};
const EXPECTED = "e_expected.safetensors";

function inFolder(body: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

for (const [file, format] of Object.entries(STATE_DICTS)) {
  parityTest(`openTorch() reads every tensor of ${file}`, [file, EXPECTED], () => {
    const expected = fixture(EXPECTED);
    using state = openTorch(fixturePath(file)!);
    assert.equal(state.format, format);
    assert.deepEqual([...state.tensors.keys()], expected.names);
    for (const [name, { shape }] of state.tensors) {
      assert.deepEqual(shape, expected.shape(name), name);
      assert.deepEqual(
        Array.from(state.read(name) as Float32Array, Number),
        expected.numbers(name),
        name,
      );
    }
    const dtypes = [...state.tensors].filter(([name]) => name.startsWith("extra."))
      .map(([name, { dtype }]) => [name.slice("extra.".length), dtype]);
    assert.deepEqual(Object.fromEntries(dtypes), {
      float16: "F16",
      noncontiguous_t: "F32",
      shared_base: "F32",
      shared_rows_2_4: "F32",
      shared_strided_cols: "F32",
      float64: "F64",
      int32: "I32",
      bool: "BOOL",
      bfloat16: "BF16",
      scalar: "F32",
      empty: "F32",
    });
  });

  parityTest(`importCheckpoint() of ${file} gives a pre-training network`, [file, EXPECTED], () => {
    const path = fixturePath(file)!;
    inFolder((folder) => {
      assert.throws(() => importCheckpoint(path, `${folder}/o`), {
        message:
          /as MedViLL pre-training, 11 names are unknown \(--ignore-unknown leaves them out\): extra\.float16, .* and 1 more$/,
      });
      const { kind, left } = importCheckpoint(path, `${folder}/o`, { ignoreUnknown: true });
      assert.equal(kind, "pretraining");
      assert(left.includes("extra.bfloat16"));
      const expected = Object.entries(parametersOf(fixture(EXPECTED)))
        .filter(([name]) => !name.startsWith("extra."));
      assert.deepEqual(readTensors(`${folder}/o`), Object.fromEntries(expected));
    });
  });
}

const TRAINING = ["e_train_checkpoint_zip.pt", "e_train_checkpoint_expected.safetensors"] as const;

parityTest("openTorch() opens e_train_checkpoint_zip.pt", TRAINING, () => {
  const expected = fixture(TRAINING[1]);
  using state = openTorch(fixturePath(TRAINING[0])!);
  assert.deepEqual(state.training, { epoch: 3, n_no_improve: 1, best_metric: 0.625 });
  assert.deepEqual([...state.tensors.keys()], expected.names);
  for (const name of expected.names) {
    assert.deepEqual([...state.read(name)], expected.numbers(name));
  }
});

interface StateKeys {
  readonly unique_parameters: number;
  readonly keys: Record<string, [shape: number[], dtype: string]>;
}

const FULL = "e_state_keys_full.json";
const KINDS: Record<string, Kind> = {
  pretraining_MedViLL: "pretraining",
  classification_MultimodalBertClf: "classification",
  retrieval_CXRBertForRetrieval: "retrieval",
  vqa_BertForPreTrainingLossMask: "vqa",
  report_generation_BertForPreTrainingLossMask: "report-generation",
  decoder_BertForSeq2SeqDecoder: "report-decoder",
};

for (const [model, kind] of Object.entries(KINDS)) {
  parityTest(`stateLayout() of ${kind} has the names, shapes and order of ${model}`, [FULL], () => {
    const { keys } = jsonFixture<Record<string, StateKeys>>(FULL)[model]!;
    const shapes = new Map(Object.entries(keys).map(([name, [shape]]) => [name, shape]));
    const match = matchNames(shapes)!;
    assert.equal(match.kind, kind);
    assert.equal(misfit(match), undefined);
    const ours = new Map(match.found.map(({ entry: { ours, shape } }) => [ours, shape]));
    const layout = stateLayout(kind, sizesOf(ours), headsOf(kind, ours));
    const entries = layout.map(({ name, shape, dtype }) => {
      return [name, [shape, dtype === "F32" ? "float32" : "int64"]];
    });
    assert.deepEqual(entries, Object.entries(keys));
  });
}

const TINY: [file: string, pick: (json: unknown) => Record<string, number[]>, kind: Kind][] = [
  ["c_state_keys.json", (json) => (json as Record<string, Record<string, number[]>>).vqa!, "vqa"],
  [
    "c_state_keys.json",
    (json) => (json as Record<string, Record<string, number[]>>).report_generation!,
    "report-generation",
  ],
  ["c_decoder_keys.json", (json) => json as Record<string, number[]>, "report-decoder"],
];

for (const [file, pick, kind] of TINY) {
  parityTest(`matchNames() knows the ${kind} model of ${file}`, [file], () => {
    const keys = Object.entries(pick(jsonFixture(file)));
    const match = matchNames(new Map(keys))!;
    assert.equal(match.kind, kind);
    assert.deepEqual(match.found.map(({ name }) => name), keys.map(([name]) => name));
    const { unknown, missing, misshapen } = match;
    // The features of these fixtures are not those of their trunk.
    const prefix = kind === "report-decoder" ? "bert." : "";
    const features = `${prefix}img_embeddings.img_embeddings.weight [32,16], expected [32,128]`;
    assert.deepEqual({ unknown, missing, misshapen }, {
      unknown: [],
      missing: [],
      misshapen: [features],
    });
  });
}

const INIT = "a_init.safetensors";

parityTest("exportCheckpoint() gives back the state dict of a_init", [INIT], () => {
  inFolder((folder) => {
    const path = fixturePath(INIT)!;
    assert.equal(inspectCheckpoint(path).kind, "pretraining");
    importCheckpoint(path, `${folder}/ours`);
    for (const out of [`${folder}/o.bin`, `${folder}/o.safetensors`]) {
      exportCheckpoint(`${folder}/ours`, out, { as: "pretraining" });
      using expected = openSafetensors(path);
      using actual = openCheckpoint(out);
      const names = [...expected.entries.keys()];
      if (out.endsWith(".bin")) assert.deepEqual([...actual.tensors.keys()], names);
      assert.equal(actual.tensors.size, names.length);
      for (const [name, { dtype, shape }] of expected.entries) {
        const tensor = actual.tensors.get(name)!;
        assert.deepEqual([tensor.dtype, tensor.shape], [dtype, shape], name);
        assert.deepEqual(actual.read(name), expected.read(name), name);
      }
    }
  });
});

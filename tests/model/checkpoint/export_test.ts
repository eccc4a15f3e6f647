import assert from "node:assert/strict";
import fc from "fast-check";
import { exportCheckpoint, type ExportOptions } from "../../../model/checkpoint/export.ts";
import { importCheckpoint } from "../../../model/checkpoint/import.ts";
import { inspectCheckpoint } from "../../../model/checkpoint/inspect.ts";
import { EXPORT_KINDS, type Kind, stateLayout } from "../../../model/checkpoint/names.ts";
import { readTensors, writeTensors } from "../../../model/checkpoint/safetensors.ts";
import { openTorch } from "../../../model/checkpoint/torch.ts";
import { float32, type HostTensors } from "../../../model/engine/mod.ts";
import { withFolder } from "./forge.ts";
import { HEADS, network, readState, SMALL } from "./networks.ts";

const WORDS = "enc.txt_embeddings.word_embeddings.weight";
const OUTPUT = "mlm.predictions.decoder.weight";
const FILES = ["out.bin", "out.safetensors"] as const;

/** Exports a network and calls `body` with the file. */
function exported<T>(
  model: HostTensors,
  options: ExportOptions,
  body: (out: string, exported: ReturnType<typeof exportCheckpoint>, folder: string) => T,
  file: string = FILES[0],
): T {
  return withFolder((folder) => {
    writeTensors(`${folder}/m.safetensors`, model);
    const out = `${folder}/${file}`;
    return body(out, exportCheckpoint(`${folder}/m.safetensors`, out, options), folder);
  });
}

function fails(model: HostTensors, options: ExportOptions, message: string, file?: string): void {
  withFolder((folder) => {
    writeTensors(`${folder}/m`, model);
    assert.throws(() => exportCheckpoint(`${folder}/m`, `${folder}/${file ?? "o.bin"}`, options), {
      name: "RangeError",
      message: message.replaceAll("./", `${folder}/`),
    });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["m"]);
  });
}

for (const kind of EXPORT_KINDS) {
  const layout = stateLayout(kind, SMALL, HEADS[kind]);
  const model = network(HEADS[kind]);

  Deno.test(`exportCheckpoint() writes the names, shapes and values of a ${kind} checkpoint`, () => {
    for (const file of FILES) {
      exported(model, { as: kind }, (out, { kind: written, tensors }) => {
        assert.equal(written, kind);
        assert.equal(tensors, layout.length);
        const state = readState(out);
        if (file === "out.bin") assert.deepEqual([...state.keys()], layout.map(({ name }) => name));
        assert.equal(state.size, layout.length);
        for (const { name, role, ours, dtype, shape } of layout) {
          const tensor = state.get(name)!;
          assert.deepEqual([tensor.dtype, tensor.shape], [dtype, shape]);
          const values = Array.from(tensor.values as ArrayLike<unknown> as number[], Number);
          const expected = role === "positions"
            ? values.map((_, index) => index)
            : role === "counter" || role === "unused"
            ? values.map(() => 0)
            : [...model[ours]!.data];
          assert.deepEqual(values, expected, name);
        }
      }, file);
    }
  });

  Deno.test(`exportCheckpoint() and importCheckpoint() of a ${kind} checkpoint are inverse`, () => {
    const size = fc.integer({ min: 1, max: 4 });
    const sizes = fc.record({
      hidden: size,
      ffn: size,
      layers: size,
      vocabulary: size,
      maxPositions: size,
      trunk: fc.record({ width: size, blocks: fc.tuple(size, size, size, size) }),
    });
    const heads = { ...HEADS[kind] };
    fc.assert(
      fc.property(
        sizes,
        fc.infiniteStream(fc.float()),
        fc.constantFrom(...FILES),
        fc.boolean(),
        (sizes, values, file, parallel) => {
          const model = network(heads, { ...SMALL, ...sizes }, () => values.next().value!);
          exported(model, { as: kind, parallel }, (out, _, folder) => {
            const back = `${folder}/back.safetensors`;
            const imported = importCheckpoint(out, back);
            assert.equal(imported.kind, kind);
            const tensors = readTensors(back);
            const names = layoutNames(kind, model);
            assert.deepEqual(Object.keys(tensors).sort(), names.sort());
            for (const name of names) assert.deepEqual(tensors[name], model[name]);
          }, file);
        },
      ),
      { numRuns: 4 },
    );
  });
}

/** The parameters of ours that a kind has. */
function layoutNames(kind: Kind, model: HostTensors): string[] {
  const pattern = {
    bert: /^(enc\.(txt_embeddings|encoder|pooler)|mlm)\./,
    resnet50: /^enc\.img_encoder\./,
  };
  const wanted = pattern[kind as "bert" | "resnet50"] ?? /./;
  return Object.keys(model).filter((name) => wanted.test(name));
}

Deno.test("exportCheckpoint() writes equal bytes for equal networks", () => {
  const bytes = () => exported(network(HEADS.vqa), { as: "vqa" }, (out) => Deno.readFileSync(out));
  assert.deepEqual(bytes(), bytes());
});

Deno.test("exportCheckpoint() stores tied tables once in a PyTorch file", () => {
  exported(network(HEADS.pretraining), { as: "pretraining" }, (out) => {
    using file = openTorch(out);
    const place = (name: string) => file.tensors.get(name)!.place;
    assert.equal(place(WORDS), place(OUTPUT));
    for (
      const table of [
        "position_embeddings.weight",
        "token_type_embeddings.weight",
        "LayerNorm.weight",
        "LayerNorm.bias",
      ]
    ) {
      assert.equal(place(`enc.img_embeddings.${table}`), place(`enc.txt_embeddings.${table}`));
    }
    assert.equal(
      new Set([...file.tensors.values()].map(({ place }) => place)).size,
      file.tensors.size - 5,
    );
  });
});

Deno.test("exportCheckpoint() writes a decoder's output matrix where there is one", () => {
  const own = float32(Array.from({ length: 28 }, (_, i) => -i), [7, 4]);
  const tied = network(HEADS["report-decoder"]);
  const name = "cls.predictions.decoder.weight";
  for (
    const [model, expected] of [[tied, tied[WORDS]!], [{ ...tied, [OUTPUT]: own }, own]] as const
  ) {
    exported(model, { as: "report-decoder" }, (out, { left }, folder) => {
      assert.deepEqual(readState(out).get(name)!.values, expected.data);
      assert.deepEqual(left, []);
      importCheckpoint(out, `${folder}/back`);
      assert.deepEqual(readTensors(`${folder}/back`)[OUTPUT]?.data, model[OUTPUT]?.data);
    });
  }
});

Deno.test("exportCheckpoint() refuses to tie what is not tied", () => {
  const model = {
    ...network(HEADS["report-generation"]),
    [OUTPUT]: float32(new Float32Array(28), [7, 4]),
  };
  fails(
    model,
    { as: "report-generation" },
    "Cannot export ./m as MedViLL report generation: it has an output matrix of its own, which " +
      "only a report-decoder has; a checkpoint of another program is to be imported first",
  );
});

Deno.test("exportCheckpoint() tells what it leaves out and what it makes up", () => {
  exported(
    network({ words: true, match: true }),
    { as: "report-generation" },
    (_, { left, zeros }) => {
      assert.deepEqual(left, ["itm.linear.bias", "itm.linear.weight"]);
      assert.deepEqual(zeros, []);
    },
  );
  exported(network(HEADS.classification), { as: "classification" }, (_, { left, zeros }) => {
    assert.deepEqual(left, []);
    assert.deepEqual(zeros, ["enc.clf.weight", "enc.clf.bias"]);
  });
});

Deno.test("exportCheckpoint() writes what parallel training would have saved", () => {
  exported(network(HEADS.classification), { as: "classification", parallel: true }, (out) => {
    using file = openTorch(out);
    assert([...file.tensors.keys()].every((name) => name.startsWith("module.")));
    assert(file.tensors.has("module.enc.clf.weight"));
  });
});

Deno.test("exportCheckpoint() lists the names that are missing, as ours", () => {
  fails(
    network({ match: true }),
    { as: "vqa" },
    "Cannot export ./m as MedViLL VQA: 4 names are missing: ans_classifier.0.weight, " +
      "ans_classifier.0.bias, ans_classifier.2.weight, ans_classifier.2.bias",
  );
});

Deno.test("exportCheckpoint() refuses misshapen parameters and other dtypes", () => {
  const model = network({ match: true });
  const wrong = float32([1, 2, 3], [3]);
  fails(
    { ...model, "enc.pooler.dense.bias": wrong },
    { as: "retrieval" },
    "Cannot export ./m as MedViLL retrieval: enc.pooler.dense.bias is F32 [3], expected F32 [4]",
  );
  const integers = { dtype: "int32", shape: [4], data: new Int32Array(4) } as const;
  fails(
    { ...model, "enc.pooler.dense.bias": integers },
    { as: "retrieval" },
    "Cannot export ./m as MedViLL retrieval: enc.pooler.dense.bias is I32 [4], expected F32 [4]",
  );
});

Deno.test("exportCheckpoint() takes the format from the file's name", () => {
  for (
    const [file, format] of [["o.pt", "torch-zip"], ["o.pth", "torch-zip"], [
      "o.safetensors",
      "safetensors",
    ]] as const
  ) {
    exported(network({ match: true }), { as: "retrieval" }, (out, { format: written }) => {
      assert.equal(written, format);
      assert.equal(inspectCheckpoint(out).format, format);
    }, file);
  }
  fails(
    network({ match: true }),
    { as: "retrieval" },
    "Cannot export to ./o.onnx: expected a name in .bin, .pt, .pth or .safetensors",
    "o.onnx",
  );
});

Deno.test("exportCheckpoint() tells how far it is", () => {
  const seen: number[] = [];
  const total = stateLayout("retrieval", SMALL, HEADS.retrieval).length;
  const onProgress = (done: number, all: number) => {
    assert.equal(all, total);
    seen.push(done);
  };
  exported(network({ match: true }), { as: "retrieval", onProgress }, () => {}, "o.safetensors");
  assert.deepEqual(seen, Array.from({ length: total }, (_, i) => i + 1));
});

const IMAGE = "enc.img_embeddings.img_embeddings";
const isTrunk = (name: string) => name.startsWith("enc.img_encoder.");

/** A network and its trunk in two files, as a pre-training of ours leaves them. */
function parted(body: (folder: string, model: HostTensors) => void, statistics: HostTensors): void {
  const whole = network(HEADS.pretraining);
  const part = (ofTrunk: boolean) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => isTrunk(name) === ofTrunk));
  withFolder((folder) => {
    writeTensors(`${folder}/m`, part(false));
    writeTensors(`${folder}/trunk`, { ...part(true), ...statistics });
    body(folder, whole);
  });
}

Deno.test("exportCheckpoint() takes the trunk from another file", () => {
  parted((folder, model) => {
    const [out, as] = [`${folder}/o.bin`, "pretraining" as const];
    assert.throws(() => exportCheckpoint(`${folder}/m`, out, { as }), {
      message:
        /pre-training: 265 names are missing \(--trunk names the file that has them\): enc\./,
    });
    const { left } = exportCheckpoint(`${folder}/m`, out, { as, trunk: `${folder}/trunk` });
    assert.deepEqual(left, []);
    importCheckpoint(out, `${folder}/back`);
    assert.deepEqual(readTensors(`${folder}/back`), model);
    const wrong = (model: string, trunk: string) => () =>
      exportCheckpoint(`${folder}/${model}`, out, { as, trunk: `${folder}/${trunk}` });
    const twice = `Cannot use ${folder}/trunk: ${folder}/back has a trunk of its own, leave it out`;
    assert.throws(wrong("back", "trunk"), { name: "RangeError", message: twice });
    const none = `Cannot use ${folder}/m: there is no trunk in it`;
    assert.throws(wrong("m", "m"), { name: "RangeError", message: none });
  }, {});
});

Deno.test("exportCheckpoint() makes the statistics of the trunk's output a part of the layer behind", () => {
  const channels = 32;
  const mean = Float32Array.from({ length: channels }, (_, c) => c);
  // Channel k becomes the next one, scaled.
  const whitening = new Float32Array(channels ** 2);
  const scale = (k: number) => 2 ** -(k % 4);
  for (let k = 0; k < channels; k++) whitening[k * channels + (k + 1) % channels] = scale(k);
  parted((folder, model) => {
    const out = `${folder}/o.bin`;
    const trunk = `${folder}/trunk`;
    const { left } = exportCheckpoint(`${folder}/m`, out, { as: "pretraining", trunk });
    assert.deepEqual(left, []);
    importCheckpoint(out, `${folder}/back`);
    const back = readTensors(`${folder}/back`);
    const [weight, bias] = ["weight", "bias"].map((name) => [...model[`${IMAGE}.${name}`]!.data]);
    const folded = weight!.map((_, i) => {
      const before = (i + channels - 1) % channels;
      return weight![i - i % channels + before]! * scale(before);
    });
    const expected: Record<string, number[]> = {
      [`${IMAGE}.weight`]: folded,
      [`${IMAGE}.bias`]: bias!.map((b, o) => {
        return b - mean.reduce((sum, m, c) => sum + folded[o * channels + c]! * m, 0);
      }),
    };
    for (const [name, { data }] of Object.entries(back)) {
      assert.deepEqual([...data], expected[name] ?? [...model[name]!.data], name);
    }
    const { left: unread } = exportCheckpoint(trunk, out, { as: "resnet50" });
    assert.deepEqual(unread, [
      "enc.img_encoder.model.output_mean",
      "enc.img_encoder.model.output_whitening",
    ]);
  }, {
    "enc.img_encoder.model.output_mean": float32(mean, [channels]),
    "enc.img_encoder.model.output_whitening": float32(whitening, [channels, channels]),
  });
});

Deno.test("exportCheckpoint() ignores an output matrix where words are not scored", () => {
  const own = float32(new Float32Array(28), [7, 4]);
  exported({ ...network(HEADS.retrieval), [OUTPUT]: own }, { as: "retrieval" }, (_, { left }) => {
    assert.deepEqual(left, [OUTPUT]);
  });
});

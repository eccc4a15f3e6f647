import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { exportCheckpoint } from "../../model/checkpoint/export.ts";
import { importCheckpoint } from "../../model/checkpoint/import.ts";
import { inspectCheckpoint } from "../../model/checkpoint/inspect.ts";
import { EXPORT_KINDS } from "../../model/checkpoint/names.ts";
import { bytesOf } from "../../model/checkpoint/safetensors_dtypes.ts";
import { readTensors, writeTensors } from "../../model/checkpoint/safetensors.ts";
import {
  float32,
  type HostTensors,
  int32,
  openEngine,
  type StepFunction,
} from "../../model/engine/mod.ts";
import {
  attentionMask,
  encode,
  encodeImages,
  gridTokens,
  LAYOUTS,
  matchLogits,
  MODEL_PRESETS,
  type ModelConfig,
  pooler,
  tokenPositions,
  tokenTypes,
  wordLogits,
} from "../../model/mod.ts";
import { Key, type Stream } from "../../model/random.ts";
import { HEADS, network, readState } from "../model/checkpoint/networks.ts";
import { assertNumbersClose } from "./compare.ts";
import { torch, torchTest } from "./torch_python.ts";

const CONFIG: ModelConfig = {
  ...MODEL_PRESETS.tiny,
  hidden: 32,
  heads: 4,
  ffn: 48,
  vocabulary: 60,
  maxPositions: 40,
  imageSize: 96,
  imageTokens: 9,
  textTokens: 7,
  trunk: { width: 4, blocks: [1, 2, 1, 1] },
  dropout: 0,
};
const BATCH = 2, TOLERANCE = 2e-5;

/** A network whose every value matters: scales near 1, all else near 0. */
function randomNetwork(stream: Stream): HostTensors {
  const drawn = network(HEADS.pretraining, CONFIG, () => 0.2 * stream.normal());
  return Object.fromEntries(
    Object.entries(drawn).map(([name, { shape, data }]) => {
      const scale = /(LayerNorm|bn\d|\.1|downsample\.1)\.(weight|running_var)$/.test(name);
      return [name, float32(Float32Array.from(data, (v) => scale ? 1 + Math.abs(v) : v), shape)];
    }),
  );
}

/** Two sequences, the second with a shorter text; pixels are channels-last. */
function inputs(stream: Stream) {
  const { imageSize: side, textTokens } = CONFIG;
  const pixels = Array.from({ length: gridTokens(CONFIG) }, (_, index) => index);
  const parts = { pixels, textBlock: textTokens + 1 };
  const lengths = [7, 4];
  const texts = lengths.map((length) => {
    const words = Array.from({ length }, () => 5 + stream.int(CONFIG.vocabulary - 5));
    return [...words, 3, ...Array(textTokens - length).fill(0)];
  });
  return {
    images: float32(
      Float32Array.from({ length: BATCH * side * side * 3 }, () => stream.normal()),
      [BATCH, side, side, 3],
    ),
    ids: int32(texts.flatMap((text) => [2, 3, ...text]), [BATCH, 10]),
    positions: int32(tokenPositions(LAYOUTS.pretrain, parts), [19]),
    types: int32(
      lengths.flatMap((length) => [...tokenTypes(LAYOUTS.pretrain, parts, length + 1)]),
      [BATCH, 19],
    ),
    mask: int32(
      lengths.flatMap((
        realText,
      ) => [...attentionMask("bi", { imageTokens: pixels.length, textTokens, realText })]),
      [BATCH, 19, 19],
    ),
  };
}

const forward: StepFunction = (params, feed) => {
  const { tokens } = encodeImages(params, feed.images!, CONFIG.trunk, "eval");
  const { ids, positions, types, mask } = feed;
  const sequence = {
    ids: ids!,
    features: tokens,
    positions: positions!,
    types: types!,
    mask: mask!,
  };
  const { hidden } = encode(params, sequence, CONFIG, LAYOUTS.pretrain);
  return {
    outputs: {
      mlm: wordLogits(params, hidden),
      itm: matchLogits(params, pooler(params, hidden)),
    },
  };
};

async function ours(model: HostTensors, feed: HostTensors): Promise<HostTensors> {
  const session = (await openEngine("onnx")).load(forward, model);
  const outputs = await session.run(feed);
  session.dispose();
  return outputs;
}

/** Writes the inputs for the script. */
function writeInputs(path: string, feed: HostTensors): void {
  const { heads, hidden, ffn, layers, vocabulary, maxPositions, trunk } = CONFIG;
  const config = { heads, hidden, ffn, layers, vocabulary, maxPositions, trunk };
  const arrays = Object.entries(feed).map((
    [name, { data, shape }],
  ) => [name, nested([...data], shape)]);
  Deno.writeTextFileSync(path, JSON.stringify({ config, ...Object.fromEntries(arrays) }));
}

function nested(values: unknown[], shape: readonly number[]): unknown {
  return shape.slice(1).reduceRight((rows: unknown[], size) => {
    return Array.from(
      { length: rows.length / size },
      (_, i) => rows.slice(i * size, (i + 1) * size),
    );
  }, values);
}

type Outputs = Record<"mlm" | "itm", number[]>;

function assertSame(actual: HostTensors, expected: Outputs): void {
  for (const name of ["mlm", "itm"] as const) {
    const spread = Math.max(...expected[name]) - Math.min(...expected[name]);
    assert(spread > 0.5, `${name} says nothing: it spans ${spread}`);
    assertNumbersClose(actual[name]!.data, expected[name], TOLERANCE, name);
  }
}

type Digest = [name: string, dtype: string, shape: number[], sha256: string];

torchTest("torch.load() reads exported checkpoints of every kind", async (folder) => {
  const files = EXPORT_KINDS.flatMap((kind) => {
    const model = `${folder}/${kind}.safetensors`;
    writeTensors(model, network(HEADS[kind]));
    return [false, true].map((parallel) => {
      const out = `${folder}/${kind}-${parallel}.bin`;
      exportCheckpoint(model, out, { as: kind, parallel });
      return out;
    });
  });
  const read = await torch<Digest[][]>("digest", ...files);
  assert.equal(read.length, 16);
  for (const [index, file] of files.entries()) {
    const expected = [...readState(file)].map(([name, { dtype, shape, values }]): Digest => {
      const type = dtype === "F32" ? "torch.float32" : "torch.int64";
      const digest = createHash("sha256").update(bytesOf(dtype, values)).digest("hex");
      return [name, type, [...shape], digest];
    });
    assert.deepEqual(read[index], expected);
  }
});

torchTest("PyTorch loads an export strictly and gives the same logits", async (folder) => {
  const stream = Key.of(1).stream();
  const [model, feed] = [randomNetwork(stream), inputs(stream)];
  writeInputs(`${folder}/inputs.json`, feed);
  writeTensors(`${folder}/m`, model);
  exportCheckpoint(`${folder}/m`, `${folder}/out.bin`, { as: "pretraining" });
  const expected = await torch<Outputs>("run", `${folder}/inputs.json`, `${folder}/out.bin`);
  assertSame(await ours(model, feed), expected);
});

torchTest("PyTorch's files of every form are imported with the same logits", async (folder) => {
  const feed = inputs(Key.of(2).stream());
  writeInputs(`${folder}/inputs.json`, feed);
  const expected = await torch<Outputs>("save", `${folder}/inputs.json`, folder);
  for (const file of ["zip.bin", "legacy.bin", "protocol4.bin", "parallel.bin", "training.pt"]) {
    const imported = importCheckpoint(`${folder}/${file}`, `${folder}/${file}.safetensors`);
    assert.equal(imported.kind, "pretraining");
    assertSame(await ours(readTensors(`${folder}/${file}.safetensors`), feed), expected);
  }
  assert.deepEqual(inspectCheckpoint(`${folder}/training.pt`).training, { epoch: 3 });
});

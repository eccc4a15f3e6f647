import assert from "node:assert/strict";
import { float32, type HostTensors, int32, type StepFunction } from "../../model/engine/mod.ts";
import {
  attentionBias,
  attentionMask,
  encode,
  encodeImages,
  featureChannels,
  initialParameters,
  LAYOUTS,
  type MaskRule,
  MODEL_PRESETS,
  networkParameters,
  samplePixels,
  sequenceTokens,
  tokenPositions,
  tokenTypes,
} from "../../model/mod.ts";
import { Key } from "../../model/random.ts";
import { evaluate } from "./evaluate.ts";

const config = {
  ...MODEL_PRESETS.tiny,
  hidden: 8,
  heads: 2,
  ffn: 16,
  vocabulary: 20,
  textTokens: 4,
  imageSize: 64,
  imageTokens: 3,
  trunk: { width: 2, blocks: [1, 2, 1, 1] },
};
// Weights far from 0, so that every input that can matter does.
const params = initialParameters(
  Object.fromEntries(
    Object.entries(networkParameters(config, {})).map(([name, parameter]) => {
      const far = parameter.init === "normal" ? { init: "uniform", fan: 4 } as const : {};
      return [name, { ...parameter, ...far }];
    }),
  ),
  Key.of(1),
);

const pixels = [0, 1, 3];
const n = pixels.length;

function feed(rule: MaskRule, ids: number[], firstFeature = 0): HostTensors {
  const second = rule === "noncross";
  const parts = { pixels, textBlock: config.textTokens + 1, secondCls: second };
  const lengths = { imageTokens: n, textTokens: config.textTokens, realText: 4 };
  const tokens = sequenceTokens(rule, lengths);
  const channels = featureChannels(config.trunk);
  const stream = Key.of(2).stream();
  const features = Float32Array.from({ length: n * channels }, () => stream.normal());
  features[0]! += firstFeature;
  return {
    ids: int32([2, 3, ...(second ? [2] : []), ...ids], [1, tokens - n]),
    features: float32(features, [1, n, channels]),
    positions: int32(tokenPositions(LAYOUTS.pretrain, parts), [tokens]),
    types: int32(tokenTypes(LAYOUTS.pretrain, parts, 5), [1, tokens]),
    mask: int32(Int32Array.from(attentionMask(rule, lengths)), [1, tokens, tokens]),
  };
}

const program: StepFunction = (state, f, random) => {
  const inputs = {
    ids: f.ids!,
    features: f.features!,
    positions: f.positions!,
    types: f.types!,
    mask: f.mask!,
  };
  const oneLayer = { ...config, layers: 1 };
  return {
    outputs: {
      evaluated: encode(state, inputs, config, LAYOUTS.pretrain).hidden,
      oneLayer: encode(state, inputs, oneLayer, LAYOUTS.pretrain).hidden,
      trained: encode(state, inputs, config, LAYOUTS.pretrain, random).hidden,
    },
  };
};

/** Which tokens of a sequence differ between two runs. */
async function changed(rule: MaskRule, output: string, a: HostTensors, b: HostTensors) {
  const [one, two] = await Promise.all(
    [a, b].map((f) => evaluate(program, params, f, Key.of(1))),
  );
  const size = config.hidden;
  const tokens = sequenceTokens(rule, { imageTokens: n, textTokens: config.textTokens });
  return Array.from({ length: tokens }, (_, t) => t).filter((t) => {
    const state = (run: Record<string, number[]>) => run[output]!.slice(t * size, (t + 1) * size);
    return `${state(one!)}` !== `${state(two!)}`;
  });
}

const TEXT = [5, 6, 7, 8, 3];
/** Changes the second text token. */
const OTHER = [5, 9, 7, 8, 3];
const all = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

// Tokens: 0 [CLS], 1-3 image, 4 [SEP], 5-9 text (noncross: 5 [CLS], 6-10 text).
const FLOW: [rule: MaskRule, output: string, text: number[], image: number[]][] = [
  ["bi", "oneLayer", all(0, 10), all(0, 10)],
  ["s2s", "evaluated", all(6, 10), all(0, 10)],
  // Bar: text rows see the changed word's future through the image rows, one layer later.
  ["bar", "oneLayer", [...all(0, 5), ...all(6, 10)], all(0, 10)],
  ["bar", "evaluated", all(0, 10), all(0, 10)],
  ["noncross", "evaluated", all(5, 11), all(0, 5)],
];

for (const [rule, output, text, image] of FLOW) {
  const layers = output === "oneLayer" ? "one layer" : "two layers";
  Deno.test(`encode() with ${rule} and ${layers} carries a change where the mask lets it`, async () => {
    const base = feed(rule, TEXT);
    assert.deepEqual(await changed(rule, output, base, feed(rule, OTHER)), text);
    assert.deepEqual(await changed(rule, output, base, feed(rule, TEXT, 1)), image);
  });
}

Deno.test("attentionBias() is -10000 where the mask is 0, with an axis for the heads", async () => {
  const { bias } = await evaluate(
    (_state, { mask }) => {
      const bias = attentionBias(mask!);
      assert.deepEqual(bias.shape, [2, 1, 1, 3]);
      return { outputs: { bias } };
    },
    {},
    { mask: int32([1, 0, 1, 0, 0, 1], [2, 1, 3]) },
  );
  assert.deepEqual(bias!.map((value) => value + 0), [0, -10000, 0, -10000, -10000, 0]);
});

Deno.test("encode() drops out in training alone, by the key", async () => {
  const base = feed("bi", TEXT);
  const [one, again, two] = await Promise.all(
    [1, 1, 2].map((seed) => evaluate(program, params, base, Key.of(seed))),
  );
  assert.deepEqual(again, one);
  assert.deepEqual(two!.evaluated, one!.evaluated);
  assert.notDeepEqual(two!.trained, one!.trained);
  assert.notDeepEqual(one!.trained, one!.evaluated);
});

Deno.test("encodeImages() gives one token per 32×32 pixels, the sample picks rows of it", async () => {
  const stream = Key.of(4).stream();
  const data = Float32Array.from({ length: 2 * 64 * 64 * 3 }, () => stream.normal());
  const outputs = await evaluate(
    (state, { images, pixels }) => {
      const { tokens, stages, updates } = encodeImages(state, images!, config.trunk, "eval");
      assert.deepEqual(tokens.shape, [2, 4, 64]);
      assert.deepEqual(stages.map(({ shape }) => shape), [
        [2, 16, 16, 2],
        [2, 16, 16, 8],
        [2, 8, 8, 16],
        [2, 4, 4, 32],
        [2, 2, 2, 64],
      ]);
      assert.deepEqual(updates, {});
      return { outputs: { tokens, sampled: samplePixels(tokens, pixels!) } };
    },
    params,
    { images: float32(data, [2, 64, 64, 3]), pixels: int32([1, 3], [2]) },
  );
  const row = (image: number, pixel: number) => {
    const start = (image * 4 + pixel) * 64;
    return outputs.tokens!.slice(start, start + 64);
  };
  assert.deepEqual(outputs.sampled, [...row(0, 1), ...row(0, 3), ...row(1, 1), ...row(1, 3)]);
});

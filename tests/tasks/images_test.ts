import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { resizedCrop } from "../../datasets/resample.ts";
import {
  float32,
  type HostTensor,
  type HostTensors,
  int32,
  openEngine,
} from "../../model/engine/mod.ts";
import { OUTPUT_MEAN, OUTPUT_WHITENING } from "../../model/image_encoder.ts";
import { initialParameters } from "../../model/init.ts";
import { trunkParameters } from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import { cachedImages, liveImages, normalizePixels, wholeMap } from "../../tasks/images.ts";
import type { Studies } from "../../tasks/studies.ts";
import { evaluate } from "../model/evaluate.ts";
import { openTiny } from "./tiny.ts";

const PIXELS = [0, 2, 3];

Deno.test("normalizePixels() gives ImageNet's normalised RGB", async () => {
  const { rgb } = await evaluate(
    (_state, { grey }) => ({ outputs: { rgb: normalizePixels(grey!) } }),
    {},
    { grey: int32([0, 255], [1, 1, 2]) },
  );
  const black = [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225];
  const white = [0.515 / 0.229, 0.544 / 0.224, 0.594 / 0.225];
  assert.equal(rgb!.length, 6);
  for (const [i, value] of [...black, ...white].entries()) {
    assert.ok(Math.abs(rgb![i]! - value) < 1e-6, `${rgb![i]} at ${i}`);
  }
});

Deno.test("wholeMap() is all pixels of the trunk's map", async () => {
  using tiny = await openTiny();
  assert.deepEqual(wholeMap(tiny.model), Int32Array.of(0, 1, 2, 3));
});

Deno.test("cachedImages() feeds the features of the sampled pixels of each study", async () => {
  using tiny = await openTiny();
  const { studies, model } = tiny;
  const batch = studies.split("test").slice(0, 2);
  const feed = cachedImages(studies, model).feed(batch, PIXELS);
  assert.deepEqual(Object.keys(feed), ["features"]);
  assert.deepEqual(feed.features!.shape, [2, 3, 64]);
  const expected = batch.flatMap((study) => {
    const map = studies.features(study);
    return PIXELS.flatMap((pixel) => [...map.subarray(64 * pixel, 64 * (pixel + 1))]);
  });
  assert.deepEqual([...feed.features!.data], expected);
});

Deno.test("liveImages() feeds pixels and which tokens are sampled", async () => {
  using tiny = await openTiny();
  const { studies, model } = tiny;
  const batch = studies.split("test").slice(0, 2);
  const feed = liveImages(studies, model, "train").feed(batch, PIXELS);
  assert.deepEqual(feed.pixels, int32(PIXELS, [3]));
  assert.deepEqual(feed.images!.shape, [2, 64, 64]);
  assert.deepEqual(
    [...feed.images!.data],
    batch.flatMap((study) => [...studies.pixels(study)]),
  );
});

Deno.test("liveImages() in evaluation gives the tokens that cachedImages() gives", async () => {
  using tiny = await openTiny();
  const { studies, model } = tiny;
  const batch = studies.split("test").slice(0, 2);
  const params = initialParameters(trunkParameters(model.trunk), Key.of(3));
  const live = liveImages(studies, model, "eval");
  const engine = await openEngine("onnx");
  const run = async (pixels: ArrayLike<number>): Promise<HostTensor> => {
    const session = engine.load((state, feed) => {
      const { tokens, updates } = live.tokens(state, feed);
      assert.deepEqual(updates, {});
      return { outputs: { tokens } };
    }, params);
    const { tokens } = await session.run(live.feed(batch, pixels));
    session.dispose();
    return tokens!;
  };
  const whole = await run(wholeMap(model));
  const source: Studies = {
    ...studies,
    features: (study) => {
      const at = batch.indexOf(study) * 4 * 64;
      return whole.data.subarray(at, at + 4 * 64) as Float32Array;
    },
  };
  const sampled = await run(PIXELS);
  assert.deepEqual(sampled, cachedImages(source, model).feed(batch, PIXELS).features);
  assert.ok(new Set(sampled.data).size > 100);
});

Deno.test("liveImages() whitens tokens by the statistics of the trunk's output", async () => {
  using tiny = await openTiny();
  const { studies, model } = tiny;
  const batch = studies.split("test").slice(0, 1);
  const params = initialParameters(trunkParameters(model.trunk), Key.of(3));
  const live = liveImages(studies, model, "eval");
  const engine = await openEngine("onnx");
  const run = async (statistics: HostTensors = {}): Promise<HostTensor> => {
    const session = engine.load((state, feed) => {
      return { outputs: { tokens: live.tokens(state, feed).tokens } };
    }, { ...params, ...statistics });
    const { tokens } = await session.run(live.feed(batch, PIXELS));
    session.dispose();
    return tokens!;
  };
  // Swaps channels 0 and 1, doubles the others.
  const whitening = new Float32Array(64 ** 2);
  for (let c = 0; c < 64; c++) whitening[c * 64 + (c < 2 ? 1 - c : c)] = c < 2 ? 1 : 2;
  const whitened = await run({
    [OUTPUT_MEAN]: float32(new Float32Array(64).fill(0.5), [64]),
    [OUTPUT_WHITENING]: float32(whitening, [64, 64]),
  });
  const plain = (await run()).data;
  const expected = Float32Array.from(plain, (value, i) => {
    const channel = i % 64;
    if (channel > 1) return 2 * Math.fround(value - 0.5);
    return plain[i + (channel === 0 ? 1 : -1)]! - 0.5;
  });
  assert.deepEqual(whitened.data, expected);
});

Deno.test("liveImages() in training gives new running statistics of every BatchNorm", async () => {
  using tiny = await openTiny();
  const { studies, model } = tiny;
  const parameters = trunkParameters(model.trunk);
  const live = liveImages(studies, model, "train");
  const session = (await openEngine("onnx")).load((state, feed) => {
    const { tokens, updates } = live.tokens(state, feed);
    return { outputs: { mean: tf.mean(tokens) }, state: updates };
  }, initialParameters(parameters, Key.of(3)));
  const before = await session.read();
  await session.run(live.feed(studies.split("train").slice(0, 4), wholeMap(model)));
  const after = await session.read();
  session.dispose();
  const changed = Object.keys(after).filter((name) =>
    before[name]!.data.some((value, i) => value !== after[name]!.data[i])
  );
  const buffers = Object.entries(parameters).filter(([, { buffer }]) => buffer).map(([name]) =>
    name
  );
  assert.deepEqual(changed.sort(), buffers.sort());
});

Deno.test("liveImages() feeds the box of each image, resized to the whole", async () => {
  using tiny = await openTiny();
  const { studies, model } = tiny;
  const batch = studies.split("test").slice(0, 2);
  const boxes = [
    { top: 0, left: 0, height: 64, width: 64 },
    { top: 3, left: 5, height: 50, width: 58 },
  ];
  const { images } = liveImages(studies, model, "train").feed(batch, PIXELS, boxes);
  const [whole, part] = batch.map((study) => {
    return { width: 64, height: 64, channels: 1, data: studies.pixels(study) };
  });
  const expected = [...whole!.data, ...resizedCrop(part!, boxes[1]!, 64).data];
  assert.deepEqual([...images!.data], expected);
});

Deno.test("cachedImages() refuses to crop", async () => {
  using tiny = await openTiny();
  const { studies, model } = tiny;
  const batch = studies.split("test").slice(0, 1);
  const box = { top: 0, left: 0, height: 64, width: 64 };
  assert.throws(() => cachedImages(studies, model).feed(batch, PIXELS, [box]), {
    message: "Cannot crop images: their tokens were computed of the whole",
  });
});

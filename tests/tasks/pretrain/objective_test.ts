/** The whole pre-training step, as the stage runs it: batches, loss, gradients, AdamW, dropout. */
import assert from "node:assert/strict";
import { type EngineName, type HostTensors, openEngine } from "../../../model/engine/mod.ts";
import type { ModelConfig } from "../../../model/config.ts";
import { initialParameters } from "../../../model/init.ts";
import type { MaskVariant } from "../../../model/masks.ts";
import { adamW } from "../../../model/optimizer.ts";
import { isTrunk, networkParameters, trainableNames } from "../../../model/parameters.ts";
import { Key } from "../../../model/random.ts";
import { trainingState, trainingStep } from "../../../model/training.ts";
import { stepFeeds } from "../../../tasks/feeds.ts";
import { fit } from "../../../tasks/fit.ts";
import { cachedImages, liveImages } from "../../../tasks/images.ts";
import { PretrainBatches } from "../../../tasks/pretrain/batch.ts";
import { pretrainLoss } from "../../../tasks/pretrain/objective.ts";
import { digestOf } from "../../conformance/engine_threads.ts";
import { openTiny, type Tiny } from "../tiny.ts";

const VARIANTS: readonly MaskVariant[] = ["bar", "mixed", "bi", "s2s", "noncross"];

let tiny: Tiny;
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

interface Options {
  readonly variant?: MaskVariant;
  readonly engine?: EngineName;
  readonly threads?: number;
  /** @default 1 */
  readonly epochs?: number;
  /** @default 4, which makes 6 steps an epoch */
  readonly batchSize?: number;
  readonly size?: Partial<ModelConfig>;
  readonly mlm?: boolean;
  readonly itm?: boolean;
  /** Whether the trunk runs in every step. */
  readonly live?: boolean;
}

/** Trains and returns each step's outputs and the state at the end. */
async function train(options: Options) {
  const { variant = "bar", engine = "onnx", threads = 1, epochs = 1, batchSize = 4 } = options;
  const { mlm = true, itm = true, live = false } = options;
  const { studies, tokenizer: { special } } = tiny;
  const model = { ...tiny.model, ...options.size };
  const key = Key.of(6).fold("pretrain");
  const items = studies.split("train");
  const images = live ? liveImages(studies, model, "train") : cachedImages(studies, model);
  const batches = new PretrainBatches(items, studies.labelNames, images, {
    ...{ model, variant, special, maskRate: 0.15, bidirectional: 0.25, matching: itm },
    ...{ labelMatch: "set", predictMismatched: true, seePads: true, randomCrop: false },
  });
  const parameters = networkParameters(model, { words: mlm, match: itm });
  const trainable = trainableNames(parameters, { pooler: itm && variant !== "noncross" });
  const optimizer = adamW({ learningRate: 1e-3, weightDecay: 0 });
  const initial = Object.entries(initialParameters(parameters, key.fold("init")));
  const session = (await openEngine(engine, { threads })).load(
    trainingStep(pretrainLoss({ model, variant, mlm, itm }, images), optimizer, trainable),
    trainingState(
      Object.fromEntries(initial.filter(([name]) => live || !isTrunk(name))),
      trainable,
    ),
  );
  const outputs: Readonly<Record<string, number>>[] = [];
  await fit({
    ...{ session, optimizer, key },
    feeds: stepFeeds({
      ...{ key, batchSize, epochs },
      batches: {
        items: items.length,
        feed: (batch, ...draw) => batches.feed(batch, ...draw),
      },
    }),
    onStep: (step) => void outputs.push(step.outputs),
  });
  const state = await session.read();
  session.dispose();
  return { outputs, state, trainable };
}

/** The largest difference of two tensors, relative to the larger of 1 and the values. */
function difference(a: HostTensors, b: HostTensors, name: string): number {
  const expected = b[name]!.data;
  return Math.max(...Array.from(a[name]!.data, (value, i) => {
    return Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
  }));
}

for (const variant of VARIANTS) {
  Deno.test(`pre-training steps of ${variant} agree between onnx and the oracle`, async () => {
    const onnx = await train({ variant });
    const js = await train({ variant, engine: "js" });
    assert.equal(js.outputs.length, 6);
    for (const [step, expected] of js.outputs.entries()) {
      const actual = onnx.outputs[step]!;
      assert.deepEqual(Object.keys(actual).sort(), ["itm", "itmAccuracy", "loss", "mlm"]);
      assert.equal(actual.itmAccuracy, expected.itmAccuracy);
      for (const name of ["loss", "mlm", "itm"]) {
        const error = Math.abs(actual[name]! / expected[name]! - 1);
        assert.ok(error < 1e-6, `${name} of step ${step}: ${actual[name]}, ${expected[name]}`);
      }
    }
    assert.deepEqual(Object.keys(onnx.state), Object.keys(js.state));
    for (const name of Object.keys(js.state)) {
      const error = difference(onnx.state, js.state, name);
      assert.ok(error < 1e-6, `${name} differs by ${error}`);
    }
  });
}

/** A width at which onnxruntime splits the work among threads. */
const WIDE = { hidden: 64, heads: 4, ffn: 256 };

for (const live of [false, true]) {
  const images = live ? "the trunk in every step" : "kept features";
  Deno.test(`pre-training with ${images} is bit-identical over runs and threads`, async () => {
    const options: Options = { variant: "mixed", live, size: WIDE, batchSize: 8, epochs: 7 };
    const digests = [];
    for (const threads of [1, 1, 2, 3, 8]) {
      const { outputs, state } = await train({ ...options, threads });
      assert.equal(outputs.length, 21);
      digests.push(digestOf(state));
    }
    assert.deepEqual(digests, Array(5).fill(digests[0]));
  });
}

Deno.test("pre-training gives another result where dropout is off", async () => {
  const [on, off] = [await train({}), await train({ size: { dropout: 0 } })];
  assert.notEqual(on.outputs[0]!.loss, off.outputs[0]!.loss);
});

Deno.test("pre-training moves what it trains, and running statistics, and nothing else", async () => {
  for (const variant of ["bar", "noncross"] as const) {
    const before = await train({ variant, live: true, epochs: 0 });
    const after = await train({ variant, live: true });
    const weights = Object.keys(after.state).filter((name) => !/^[mv]\./.test(name));
    const moved = weights.filter((name) => difference(after.state, before.state, name) > 0);
    const expected = weights.filter((name) =>
      after.trainable.includes(name) || /running_(mean|var)$/.test(name)
    );
    assert.deepEqual(moved, expected);
    assert.equal(moved.includes("enc.pooler.dense.weight"), variant === "bar");
    assert.ok(!moved.some((name) => isTrunk(name) && name.endsWith("weight")));
  }
});

Deno.test("pre-training can have one of its two parts", async () => {
  const words = await train({ itm: false });
  assert.deepEqual(Object.keys(words.outputs[0]!).sort(), ["loss", "mlm"]);
  for (const { loss, mlm } of words.outputs) assert.equal(loss, mlm);
  assert.ok(!Object.keys(words.state).some((name) => name.startsWith("itm.")));
  const match = await train({ mlm: false });
  assert.deepEqual(Object.keys(match.outputs[0]!).sort(), ["itm", "itmAccuracy", "loss"]);
  for (const { loss, itm } of match.outputs) assert.equal(loss, itm);
  assert.ok(!Object.keys(match.state).some((name) => name.startsWith("mlm.")));
});

Deno.test("pre-training lowers the loss of masked words", async () => {
  const { outputs } = await train({ epochs: 20 });
  const epochs = Array.from({ length: 20 }, (_, epoch) => {
    const steps = outputs.slice(6 * epoch, 6 * epoch + 6);
    return steps.reduce((sum, { mlm }) => sum + mlm! / 6, 0);
  });
  // From about ln 200 of an even guess to what the frequencies of the words give, and further.
  assert.ok(epochs[0]! > 5.3 && epochs.at(-1)! < 4.85, `${epochs}`);
});

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
    ...{ labelMatch: "set", predictMismatched: true, seePads: true },
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
    ...{ session, optimizer, key, batchSize, epochs, items: items.length },
    feed: (batch, epoch, step) => batches.feed(batch, key, epoch, step),
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
    for (const [step, expected] of js.outputs.entries()) {
      const actual = onnx.outputs[step]!;
      assert.deepEqual(Object.keys(actual).sort(), ["itm", "itmAccuracy", "loss", "mlm"]);
      assert.equal(actual.itmAccuracy, expected.itmAccuracy);
      for (const name of ["loss", "mlm", "itm"]) {
        const error = Math.abs(actual[name]! / expected[name]! - 1);
        console.log(variant, step, name, actual[name], error);
      }
    }
    console.log(Math.max(...Object.keys(js.state).map((n) => difference(onnx.state, js.state, n))));
  });
}

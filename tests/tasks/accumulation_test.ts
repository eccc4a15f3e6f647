/** A batch in parts is the step of the whole batch: what differs is the order of sums. */
import assert from "node:assert/strict";
import { float32, type HostTensors, openEngine } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { adamW } from "../../model/optimizer.ts";
import { isTrunk, networkParameters, trainableNames } from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import { accumulationStep, trainingState, trainingStep } from "../../model/training.ts";
import { partsOf, stepFeeds } from "../../tasks/feeds.ts";
import { fit, type FitStep } from "../../tasks/fit.ts";
import { cachedImages } from "../../tasks/images.ts";
import { partFeeds } from "../../tasks/labelled.ts";
import { PretrainBatches } from "../../tasks/pretrain/batch.ts";
import { pretrainLoss } from "../../tasks/pretrain/objective.ts";
import { openTiny } from "./tiny.ts";

/** Two pre-training steps of 8 examples without dropout, in parts; the moments are the gradients'. */
async function train(parts: number): Promise<{ state: HostTensors; losses: number[] }> {
  using tiny = await openTiny();
  const { studies, tokenizer: { special } } = tiny;
  const model = { ...tiny.model, dropout: 0 };
  const images = cachedImages(studies, model);
  const batches = new PretrainBatches(studies.split("train"), studies.labelNames, images, {
    ...{ model, variant: "bar", special, maskRate: 0.15, bidirectional: 0, matching: true },
    ...{ labelMatch: "set", predictMismatched: true, seePads: true, randomCrop: false },
    weightOf: (id) => id % 3 === 0 ? 4 : 1,
  });
  const parameters = networkParameters(model, { words: true, match: true });
  const trainable = trainableNames(parameters);
  const drawn = Object.entries(initialParameters(parameters, Key.of(6)));
  const start = Object.fromEntries(drawn.filter(([name]) => !isTrunk(name)));
  const loss = pretrainLoss({ model, variant: "bar", mlm: true, itm: true }, images);
  const optimizer = adamW({ learningRate: 1e-3, weightDecay: 0 });
  const session = (await openEngine("onnx")).load(
    trainingStep(loss, optimizer, trainable, parts),
    trainingState(start, trainable, parts),
  );
  const accumulation = parts === 1 ? undefined : session.share(accumulationStep(loss, trainable));
  const losses: number[] = [];
  await fit({
    ...{ session, accumulation, optimizer, key: Key.of(7) },
    feeds: stepFeeds({ batches, parts, key: Key.of(7), batchSize: 8, epochs: 1 }),
    onStep: ({ outputs }: FitStep) => void losses.push(outputs.loss!),
  });
  const state = await session.read();
  accumulation?.dispose();
  session.dispose();
  return { state, losses };
}

for (const parts of [2, 4]) {
  Deno.test(`fit() makes the steps of whole batches from ${parts} parts of each`, async () => {
    const whole = await train(1);
    const inParts = await train(parts);
    assert.ok(whole.losses.length > 1);
    inParts.losses.forEach((loss, i) => {
      assert.ok(Math.abs(loss - whole.losses[i]!) < 1e-4, `loss ${i} is ${loss}`);
    });
    const moments = Object.keys(whole.state).filter((name) => name.startsWith("m."));
    assert.ok(moments.length > 40);
    for (const name of moments) {
      const expected = Float32Array.from(whole.state[name]!.data);
      const scale = expected.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
      // Where the gradient is 0, as of a key's bias, there is nothing but rounding.
      const bound = 2e-3 * scale + 1e-9;
      inParts.state[name]!.data.forEach((value, i) => {
        const error = Math.abs(value - expected[i]!);
        assert.ok(error <= bound, `${name}[${i}] is ${value}, expected ${expected[i]}`);
      });
    }
    const sums = Object.keys(inParts.state).filter((name) => name.startsWith("sum."));
    assert.equal(sums.length, moments.length);
    for (const name of sums) assert.ok(inParts.state[name]!.data.every((v) => v === 0), name);
  });
}

Deno.test("partsOf() gives equal parts, as many as asked for or the next fewer", () => {
  assert.equal(partsOf({ items: 100, batchSize: 16 }), 1);
  assert.equal(partsOf({ items: 100, batchSize: 16 }, 4), 4);
  assert.equal(partsOf({ items: 100, batchSize: 16 }, 6), 4);
  assert.equal(partsOf({ items: 100, batchSize: 16 }, 99), 16);
  assert.equal(partsOf({ items: 7, batchSize: 16 }, 4), 1);
});

Deno.test("partFeeds() shares the labelled positions of a batch among its parts", () => {
  const feed = (...weights: number[]) => ({ weights: float32(weights, [weights.length]) });
  const feeds = partFeeds([feed(1, 1, 1), feed(1, 0, 0)]);
  assert.deepEqual(feeds.map(({ labelTotal }) => [...labelTotal!.data]), [[2], [2]]);
  assert.deepEqual(partFeeds([feed(1)]), [feed(1)]);
  assert.deepEqual(partFeeds([{}, {}]), [{}, {}]);
});

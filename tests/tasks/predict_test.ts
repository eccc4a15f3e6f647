import assert from "node:assert/strict";
import { float32, type HostTensors, type Session } from "../../model/engine/mod.ts";
import { batchPredictor } from "../../tasks/predict.ts";
import type { PredictProgress } from "../../tasks/task.ts";

/** Predicts twice the items' numbers by a session that notes what it was fed with. */
async function predict(items: readonly number[], progress?: PredictProgress) {
  const feeds: HostTensors[] = [];
  let disposed = 0;
  const session = {
    run(feed: HostTensors) {
      feeds.push(feed);
      const twice = feed.items!.data.map((v) => 2 * v) as Float32Array;
      return Promise.resolve({ twice: float32(twice, [twice.length]) });
    },
    dispose: () => void disposed++,
  } as unknown as Session;
  const results = await (async () => {
    using predictor = batchPredictor(() => session, {
      program: () => ({ outputs: {} }),
      feed: (batch: readonly number[]) => ({ items: float32(batch, [batch.length]) }),
      result: (item, { twice }, b) => [item, twice!.data[b]],
    });
    return await predictor.predict(items, progress);
  })();
  assert.equal(disposed, 1);
  return { results, feeds };
}

Deno.test("batchPredictor() predicts every item once, in order, whatever their number", async () => {
  for (const count of [0, 1, 31, 32, 33, 64, 65]) {
    const items = [...Array(count).keys()];
    const { results, feeds } = await predict(items);
    assert.deepEqual(results, items.map((item) => [item, 2 * item]));
    assert.equal(feeds.length, Math.ceil(count / 32));
  }
});

Deno.test("batchPredictor() fills the last batch up with its first item", async () => {
  const { feeds } = await predict([...Array(35).keys()]);
  assert.deepEqual(feeds.map(({ items }) => items!.shape), [[32], [32]]);
  assert.deepEqual([...feeds[1]!.items!.data], [32, 33, 34, ...Array(29).fill(32)]);
});

Deno.test("batchPredictor() waits for the progress it tells", async () => {
  const told: unknown[] = [];
  await predict([...Array(40).keys()], async (...progress) => {
    told.push(progress);
    await Promise.resolve();
    told.push("waited");
  });
  assert.deepEqual(told, [[32, 40], "waited", [40, 40], "waited"]);
});

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { EMBEDDED_ENGINES, float32, int32, openEngine } from "../../model/engine/mod.ts";
import {
  binaryCrossEntropy,
  crossEntropy,
  dropWorst,
  smoothedCrossEntropies,
  weightedMean,
} from "../../model/mod.ts";
import { evaluate, rounded } from "./evaluate.ts";

const logits = float32([2, 0, 0, 0, 1, 0], [2, 3]);
const labels = int32([0, 1], [2]);

// log(e² + 2) - 2 = 0.239545, log(e + 2) - 1 = 0.551445
Deno.test("crossEntropy() is the mean over rows of weight 1", async () => {
  const { all, first, smoothed } = await evaluate(
    (_state, { logits, labels, weights }) => ({
      outputs: {
        all: crossEntropy(logits!, labels!),
        first: crossEntropy(logits!, labels!, weights!),
        smoothed: crossEntropy(logits!, labels!, weights!, 1),
      },
    }),
    {},
    { logits, labels, weights: float32([1, 0], [2]) },
  );
  assert.deepEqual(rounded(all), [0.395495]);
  assert.deepEqual(rounded(first), [0.239545]);
  assert.deepEqual(rounded(smoothed), [0.119772]);
});

Deno.test("crossEntropy() of no labelled row is 0", async () => {
  const { loss } = await evaluate(
    (_state, { logits, labels, weights }) => ({
      outputs: { loss: crossEntropy(logits!, labels!, weights!) },
    }),
    {},
    { logits, labels, weights: float32([0, 0], [2]) },
  );
  assert.deepEqual(loss, [0]);
});

// -log(sigmoid(1)) = 0.313262, -log(1 - sigmoid(1)) = 1.313262
Deno.test("binaryCrossEntropy() weights positive targets alone", async () => {
  const { plain, weighted } = await evaluate(
    (_state, { x, y, p }) => ({
      outputs: {
        plain: binaryCrossEntropy(x!, y!),
        weighted: binaryCrossEntropy(x!, y!, p!),
      },
    }),
    {},
    {
      x: float32([1, 1], [1, 2]),
      y: float32([1, 0], [1, 2]),
      p: float32([3, 3], [2]),
    },
  );
  assert.deepEqual(rounded(plain), [0.813262]);
  assert.deepEqual(rounded(weighted), [1.126523]);
});

Deno.test("binaryCrossEntropy() of huge logits is finite", async () => {
  const { loss } = await evaluate(
    (_state, { x, y }) => ({
      outputs: { loss: binaryCrossEntropy(x!, y!) },
    }),
    {},
    { x: float32([1000, -1000, 1000, -1000], [2, 2]), y: float32([1, 0, 0, 1], [2, 2]) },
  );
  assert.deepEqual(loss, [500]);
});

// Three classes: 0.9 for the label, 0.1 for the one other that is not 0.
// 0.9 log 0.9 + 0.1 log 0.1 = -0.325083; log softmax of [2, 0, 0] is [-0.239545, -2.239545, -2.239545],
// of [0, 1, 0] is [-1.551445, -0.551445, -1.551445].
Deno.test("smoothedCrossEntropies() spreads over all classes but the label and 0", async () => {
  const { losses } = await evaluate(
    (_state, { logits, labels }) => ({
      outputs: { losses: smoothedCrossEntropies(logits!, labels!, 0.1) },
    }),
    {},
    { logits: float32([2, 0, 0, 0, 1, 0, 2, 0, 0], [3, 3]), labels: int32([2, 1, 0], [3]) },
  );
  assert.deepEqual(rounded(losses), [1.914462, 0.326362, 0]);
});

Deno.test("dropWorst() keeps the samples of least weighted loss, of equals the first", async () => {
  const feed = {
    // Sums of the samples: 5, 3, 5, 9.
    losses: float32([5, 0, 1, 2, 2, 3, 9, 9], [8]),
    weights: float32([1, 1, 1, 1, 1, 1, 1, 0], [8]),
  };
  const kept = async (ratio: number) => {
    const { weights } = await evaluate(
      (_state, { losses, weights }) => ({
        outputs: { weights: dropWorst(losses!, weights!, 4, ratio) },
      }),
      {},
      feed,
    );
    return weights;
  };
  assert.deepEqual(await kept(0), [1, 1, 1, 1, 1, 1, 1, 0]);
  assert.deepEqual(await kept(0.25), [1, 1, 1, 1, 1, 1, 0, 0]);
  assert.deepEqual(await kept(0.4), [1, 1, 1, 1, 0, 0, 0, 0]);
  assert.deepEqual(await kept(0.75), [0, 0, 1, 1, 0, 0, 0, 0]);
});

// The gradient of the mean over the kept rows, 1 / 2, and nothing elsewhere.
for (const engine of EMBEDDED_ENGINES) {
  Deno.test(`${engine}: dropWorst() passes no gradient to the samples it drops`, async () => {
    const session = (await openEngine(engine)).load(
      (_state, { losses, weights }) => ({
        outputs: {
          gradient: tf.grad((x) => weightedMean(x, dropWorst(x, weights!, 2, 0.5)))(losses!),
        },
      }),
      {},
    );
    const feed = { losses: float32([4, 4, 1, 2], [4]), weights: float32([1, 1, 1, 1], [4]) };
    const { gradient } = await session.run(feed);
    session.dispose();
    assert.deepEqual([...gradient!.data], [0, 0, 0.5, 0.5]);
  });
}

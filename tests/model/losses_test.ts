import assert from "node:assert/strict";
import { float32, int32 } from "../../model/engine/mod.ts";
import { binaryCrossEntropy, crossEntropy } from "../../model/mod.ts";
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

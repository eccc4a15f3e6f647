import assert from "node:assert/strict";
import { f1Scores } from "../../../tasks/metrics/f1.ts";

Deno.test("f1Scores() averages over decisions and over labels", () => {
  const targets = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]];
  const scores = [[0.9, 0.6, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.6, 0.1, 0.1]];
  // Label 0: TP 1 FP 1 FN 1; label 1: TP 2 FP 1 FN 0; label 2 has nothing, hence 0.
  assert.deepEqual(f1Scores(targets, scores, 0.5), {
    micro: 6 / 9,
    macro: (0.5 + 0.8) / 3,
    labels: [0.5, 0.8, 0],
  });
});

Deno.test("f1Scores() predicts above the threshold, not at it", () => {
  assert.equal(f1Scores([[1], [1]], [[0.5], [0.51]], 0.5).micro, 2 / 3);
});

Deno.test("f1Scores() takes a threshold per label", () => {
  const targets = [[1, 0], [0, 1]];
  const scores = [[0.2, 0.2], [0.1, 0.6]];
  assert.deepEqual(f1Scores(targets, scores, [0.15, 0.1]).labels, [1, 2 / 3]);
  assert.throws(() => f1Scores(targets, scores, [0.15]), {
    name: "RangeError",
    message: "Cannot score predictions: expected 2 thresholds, got 1",
  });
});

Deno.test("f1Scores() throws on shapes that differ", () => {
  assert.throws(() => f1Scores([[1, 0], [1, 0]], [[1, 0], [1]], 0.5), {
    name: "RangeError",
    message: "Cannot score predictions: expected 2 labels, got 2 targets and 1 scores in row 1",
  });
  assert.throws(() => f1Scores([[1, 0]], [[1, 0], [1, 0]], 0.5), {
    name: "RangeError",
    message: "Cannot score predictions: expected one row per example, got 2 for 1",
  });
  assert.throws(() => f1Scores([[]], [[]], 0.5), {
    name: "RangeError",
    message: "Cannot score predictions: there are no labels",
  });
});

import assert from "node:assert/strict";
import { multilabelMetrics } from "../../../tasks/metrics/multilabel.ts";
import { prevalenceScores } from "../../../tasks/metrics/prevalence.ts";

const TRAIN = [[1, 0, 1], [0, 0, 1], [0, 0, 1], [0, 1, 0]];

Deno.test("prevalenceScores() scores every example with the labels' shares", () => {
  const row = [0.25, 0.25, 0.75];
  assert.deepEqual(prevalenceScores(TRAIN, 2), [row, row]);
});

Deno.test("prevalenceScores() is chance per label, and knows frequent labels in micro AUROC", () => {
  const targets = [[1, 0, 1], [0, 1, 1], [0, 0, 0]];
  const scores = prevalenceScores(TRAIN, 3);
  // Micro: positives .25 .25 .75 .75 against .25 ×4 and .75: 2 × 2 + 2 × 4.5 of 20 pairs.
  // F1: label 2 has TP 2 and FP 1, hence 0.8; micro 4 / (4 + 1 + 2).
  assert.deepEqual(multilabelMetrics({ labels: ["a", "b", "c"], targets, scores }), {
    auroc_micro: 13 / 20,
    auroc_macro: 0.5,
    auroc_undefined: 0,
    // .75 ×3 with two positives, then .25 ×6 with two.
    auprc_micro: (2 * 2 / 3 + 2 * 4 / 9) / 4,
    auprc_macro: (1 / 3 + 1 / 3 + 2 / 3) / 3,
    f1_micro: 4 / 7,
    f1_macro: 0.8 / 3,
    // .25: 2 of 6, .75: 2 of 3.
    ece_15: (6 * (1 / 3 - 0.25) + 3 * (0.75 - 2 / 3)) / 9,
    "auroc.a": 0.5,
    "auroc.b": 0.5,
    "auroc.c": 0.5,
  });
});

Deno.test("prevalenceScores() throws without training targets", () => {
  assert.throws(() => prevalenceScores([], 2), {
    name: "RangeError",
    message: "Cannot take label shares: there are no training targets",
  });
});

import assert from "node:assert/strict";
import { multilabelMetrics } from "../../../tasks/metrics/multilabel.ts";

const INPUT = {
  labels: ["Edema", "Fracture"],
  targets: [[1, 0], [0, 0], [1, 0], [0, 0]],
  scores: [[0.9, 0.1], [0.2, 0.6], [0.3, 0.2], [0.4, 0.3]],
};

Deno.test("multilabelMetrics() averages AUROC over defined labels and counts the others", () => {
  // Micro: positives .9 and .3 against .1 .2 .2 .3 .4 .6: 6 + 3.5 of 12 pairs.
  assert.deepEqual(multilabelMetrics(INPUT), {
    auroc_micro: 9.5 / 12,
    auroc_macro: 0.75,
    auroc_undefined: 1,
    // Of .9 .6 .4 .3 .3 .2 .2 .1 the 1st and one of the 4th and 5th are positive.
    auprc_micro: (1 + 2 / 5) / 2,
    // Edema: .9 .4 .3 .2 with positives first and third.
    auprc_macro: (1 + 2 / 3) / 2,
    f1_micro: 0.5,
    f1_macro: 1 / 3,
    // Bins by 15 · score: 13.5; 3 and 3; 9; 4.5 and 4.5; 6; 1.5.
    ece_15: (0.1 + 0.4 + 0.6 + 0.4 + 0.4 + 0.1) / 8,
    "auroc.Edema": 0.75,
    "auroc.Fracture": null,
  });
});

Deno.test("multilabelMetrics() throws on an undefined AUROC where the original does", () => {
  assert.throws(() => multilabelMetrics(INPUT, "error"), {
    name: "RangeError",
    message: 'Cannot compute AUROC of "Fracture": all 4 targets are of one class',
  });
  const defined = { ...INPUT, targets: [[1, 0], [0, 1], [1, 0], [0, 0]] };
  assert.deepEqual(multilabelMetrics(defined, "error"), multilabelMetrics(defined));
});

Deno.test("multilabelMetrics() throws on rows of another width than the labels", () => {
  assert.throws(() => multilabelMetrics({ ...INPUT, labels: ["Edema"] }), {
    name: "RangeError",
    message: "Cannot score predictions: expected 1 labels, got 2 targets and 2 scores in row 0",
  });
});

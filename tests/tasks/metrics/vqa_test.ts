import assert from "node:assert/strict";
import { vqaMetrics } from "../../../tasks/metrics/vqa.ts";

Deno.test("vqaMetrics() has plain and bootstrapped accuracies, and unreachable answers", () => {
  const questions = [
    { score: 1, type: "closed", organ: "chest", known: true },
    { score: 0, type: "closed", organ: "chest", known: false },
  ] as const;
  // Every resample is the first question twice.
  assert.deepEqual(vqaMetrics(questions, () => 0), {
    accuracy: 0.5,
    accuracy_closed: 0.5,
    accuracy_open: null,
    "accuracy.chest": 0.5,
    answers_outside_vocabulary: 1,
    "bootstrap_mean.accuracy": 1,
    "bootstrap_sd.accuracy": 0,
    "bootstrap_mean.accuracy_closed": 1,
    "bootstrap_sd.accuracy_closed": 0,
    "bootstrap_mean.accuracy_open": null,
    "bootstrap_sd.accuracy_open": null,
    "bootstrap_mean.accuracy.chest": 1,
    "bootstrap_sd.accuracy.chest": 0,
  });
});

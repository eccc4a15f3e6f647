import assert from "node:assert/strict";
import {
  bestOf,
  formatDifference,
  formatValue,
  metricOf,
  metricTitle,
  scoreMetric,
  tableMetrics,
} from "../../results/metrics.ts";

/** Name, title of the column, direction, group, whether a detail, 0.1234 as written. */
const NAMES: [string, string, string, string, boolean, string][] = [
  ["auroc_macro", "AUROC macro", "higher", "discrimination", false, ".123"],
  ["auprc_micro", "AUPRC micro", "higher", "discrimination", false, ".123"],
  ["auroc.Edema", "AUROC, Edema", "higher", "discrimination", true, ".123"],
  ["auroc:No Finding", "AUROC, No Finding", "higher", "discrimination", true, ".123"],
  ["auroc_undefined", "Auroc undefined", "none", "count", true, "0"],
  ["f1_micro", "F1 micro", "higher", "decision", false, ".123"],
  ["f1_macro_valid_threshold", "F1 macro (valid threshold)", "higher", "decision", false, ".123"],
  ["f1.Edema", "F1, Edema", "higher", "decision", true, ".123"],
  ["ece_15", "ECE (15 bins)", "lower", "calibration", false, ".123"],
  ["brier", "Brier score", "lower", "calibration", false, ".123"],
  ["mrr", "MRR", "higher", "retrieval", false, ".123"],
  ["i2t_mrr", "MRR (image to report)", "higher", "retrieval", false, ".123"],
  ["hit@10", "Hit@10", "higher", "retrieval", false, ".123"],
  ["hit_10", "Hit@10", "higher", "retrieval", false, ".123"],
  ["t2i_recall@5", "Recall@5 (report to image)", "higher", "retrieval", false, ".123"],
  ["precision@1", "Precision@1", "higher", "retrieval", false, ".123"],
  ["i2t_recall_undefined", "I2t recall undefined", "none", "count", true, "0"],
  ["accuracy", "Accuracy, %", "higher", "answers", false, "12.3"],
  ["accuracy_open", "Accuracy (open), %", "higher", "answers", false, "12.3"],
  ["accuracy.chest", "Accuracy, chest, %", "higher", "answers", true, "12.3"],
  [
    "bootstrap_mean.accuracy_open",
    "Accuracy (open), bootstrap mean, %",
    "higher",
    "answers",
    true,
    "12.3",
  ],
  [
    "bootstrap_sd.accuracy.chest",
    "Accuracy, chest, bootstrap sd, %",
    "none",
    "answers",
    true,
    "12.3",
  ],
  ["answers_outside_vocabulary", "Answers outside vocabulary", "none", "count", true, "0"],
  ["label_accuracy_macro", "Label accuracy (macro)", "higher", "clinical", false, ".123"],
  [
    "label_f1_positive_micro",
    "Label F1 (positive micro)",
    "higher",
    "clinical",
    false,
    ".123",
  ],
  ["label_f1_mentioned_undefined", "Label f1 mentioned undefined", "none", "count", true, "0"],
  ["bleu", "BLEU", "higher", "language", false, ".123"],
  ["bleu_4", "BLEU-4", "higher", "language", false, ".123"],
  ["bleu_4_nltk", "BLEU-4 (nltk)", "higher", "language", false, ".123"],
  ["rouge_l_coco_tokenized", "ROUGE-L (coco tokenized)", "higher", "language", false, ".123"],
  ["cider_d_tokenized", "CIDEr-D (tokenized)", "higher", "language", false, ".123"],
  ["distinct_2_tokenized", "Distinct-2 (tokenized)", "none", "language", false, ".123"],
  ["perplexity", "Perplexity", "lower", "language", false, ".12"],
  ["words_mean", "Mean length", "none", "language", false, ".1"],
  ["itm_loss", "Itm loss", "lower", "other", false, ".123"],
  ["RadGraph/F1", "RadGraph F1", "higher", "other", false, ".123"],
  ["GREEN/error_count:lower", "GREEN error_count", "lower", "other", false, ".123"],
  ["auroc.Mass/Nodule", "AUROC, Mass/Nodule", "higher", "discrimination", true, ".123"],
  ["radgraph_f1", "Radgraph f1", "higher", "other", false, ".123"],
];

for (const [name, title, direction, group, detail, written] of NAMES) {
  Deno.test(`metricOf("${name}") is ${title}`, () => {
    const metric = metricOf(name);
    assert.deepEqual(
      [metricTitle(metric), metric.direction, metric.group, metric.detail],
      [title, direction, group, detail],
    );
    assert.equal(formatValue(metric, 0.1234), written);
  });
}

Deno.test("formatValue() leaves out a leading zero, except of percentages", () => {
  const [share, percent] = [metricOf("mrr"), metricOf("accuracy")];
  const values = [0, 1, -0.0125, 5.637, 0.0049, -0.0004];
  assert.deepEqual(values.map((x) => formatValue(share, x)), [
    ".000",
    "1.000",
    "-.013",
    "5.637",
    ".005",
    ".000",
  ]);
  assert.deepEqual([0, 1, 0.0049].map((x) => formatValue(percent, x)), ["0.0", "100.0", "0.5"]);
});

Deno.test("formatDifference() always has a sign, and none that rounding would invent", () => {
  const share = metricOf("mrr");
  const values = [0.0125, -0.5, 0, -0.0001, 1];
  assert.deepEqual(values.map((x) => formatDifference(share, x)), [
    "+.013",
    "-.500",
    "+.000",
    "+.000",
    "+1.000",
  ]);
  assert.equal(formatDifference(metricOf("accuracy"), -0.012), "-1.2");
});

Deno.test("bestOf() follows the direction", () => {
  const values = [0.5, 0.25, 0.75];
  assert.equal(bestOf(metricOf("mrr"), values), 0.75);
  assert.equal(bestOf(metricOf("perplexity"), values), 0.25);
  assert.equal(bestOf(metricOf("words_mean"), values), undefined);
  assert.equal(bestOf(metricOf("mrr"), []), undefined);
});

Deno.test("tableMetrics() shows headlines and what it does not know, or all without a headline", () => {
  const names = ["auroc_micro", "auprc_micro", "auroc.Edema", "auroc_undefined", "radgraph_f1"];
  assert.deepEqual(tableMetrics(names), ["auroc_micro", "radgraph_f1"]);
  assert.deepEqual(tableMetrics(["auprc_micro", "auroc.Edema"]), ["auprc_micro"]);
});

Deno.test("scoreMetric() is a name that metricOf() reads back", () => {
  assert.equal(scoreMetric("RadGraph", "F1", "higher"), "RadGraph/F1");
  assert.equal(scoreMetric("GREEN", "errors", "lower"), "GREEN/errors:lower");
});

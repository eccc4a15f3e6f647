/** What tests between models take of predictions gives the metrics of these predictions again. */
import assert from "node:assert/strict";
import { Key } from "../../model/random.ts";
import { meanAuroc, placeAuroc } from "../../results/statistics/mod.ts";
import { totals } from "../../tasks/metrics/sums.ts";
import { taskOf } from "../../tasks/registry.ts";
import type { Prediction, Scoring } from "../../tasks/task.ts";

const stream = Key.of(3).fold("examples").stream();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const texts = range(20).map(() =>
  range(3 + stream.int(6)).map(() => stream.choice(["no", "mild", "edema", "mass", "."])).join(" ")
);

const LABELS = ["Edema", "Mass", "Fracture", "Device"];

const PREDICTIONS: Record<string, Prediction[]> = {
  // Of the last two labels one is never there and one is not known.
  classification: range(30).map((i) => ({
    id: `s${i}`,
    scores: LABELS.map(() => stream.int(8) / 8),
    targets: [stream.int(2), i < 4 ? 1 : 0, 0, null],
  })),
  retrieval: ["i2t", "t2i"].flatMap((direction) =>
    range(8).map((i) => {
      const first = stream.int(10);
      const ranks = [first, first + 1 + stream.int(5)];
      const query = { id: `${direction}-s${i}`, direction, query: `s${i}`, candidates: 16 };
      return { ...query, relevant: ranks.length, ranks, top: [] };
    })
  ),
  vqa: range(24).map((i) => ({
    id: `q${i}`,
    type: i % 3 === 0 ? "open" : "closed",
    organ: "chest",
    answer: "yes",
    known: true,
    predicted: stream.choice(["yes", "no"]),
  })),
  "report-generation": texts.map((reference, i) => ({
    id: `s${i}`,
    reference,
    generated: stream.choice(texts),
    perplexity: i === 0 ? null : 1 + stream.int(8) / 8,
    labels: {
      reference: [stream.choice([1, 0, null]), 1],
      generated: [stream.choice([1, -1, null]), stream.choice([1, 0])],
    },
  })),
};

/** The metrics that tables show. */
const COMPARED: Record<string, string[]> = {
  classification: ["auroc_micro", "auroc_macro", "f1_micro", "f1_macro"],
  retrieval: ["i2t_mrr", "i2t_hit@5", "t2i_mrr", "t2i_hit@5"],
  vqa: ["accuracy", "accuracy_closed", "accuracy_open"],
  "report-generation": [
    "perplexity",
    "bleu_4_nltk",
    "bleu_4_tokenized",
    "rouge_l_coco_tokenized",
    "cider_d_tokenized",
    "label_f1_positive_micro",
  ],
};

for (const [name, predictions] of Object.entries(PREDICTIONS)) {
  Deno.test(`examples() of ${name} gives the metrics that tables show`, () => {
    const task = taskOf(name);
    const scoring: Scoring = { labels: LABELS, thresholds: null, undefinedAuroc: "null" };
    const expected = task.score(predictions, scoring);
    const { ids, sums, aurocs = {}, accuracies = {} } = task.examples(predictions, scoring);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(sums.addends.length, ids.length);
    const values = sums.values(totals(sums.addends));
    const found = new Map<string, number | null>(sums.names.map((name, m) => [name, values[m]!]));
    for (const [metric, decisions] of Object.entries(aurocs)) {
      const placed = decisions.map((own) => placeAuroc(own, ids.length)!);
      found.set(metric, meanAuroc(placed).value);
    }
    for (const metric of COMPARED[name]!) assert.ok(found.has(metric), metric);
    for (const [metric, value] of found) {
      const wanted = expected[metric];
      assert.ok(typeof value === "number" && typeof wanted === "number", metric);
      assert.ok(Math.abs(value - wanted) < 1e-12, `${metric}: ${value}, expected ${wanted}`);
    }
    for (const [metric, right] of Object.entries(accuracies)) {
      const counted = right.filter((own) => own !== null);
      const share = counted.filter((own) => own === 1).length / counted.length;
      assert.equal(share, expected[metric]);
    }
  });
}

Deno.test("examples() of retrieval are studies, whose two queries belong together", () => {
  const { ids, sums } = taskOf("retrieval").examples(PREDICTIONS.retrieval!, {});
  assert.deepEqual(ids, range(8).map((i) => `s${i}`));
  assert.deepEqual(sums.names.slice(0, 2), ["i2t_mrr", "i2t_hit@1"]);
});

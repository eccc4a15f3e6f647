import assert from "node:assert/strict";
import fc from "fast-check";
import { auroc } from "../../../tasks/metrics/auroc.ts";

const CASES: [string, number[], number[], number | null][] = [
  ["perfect order", [0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4], 1],
  ["reversed order", [1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4], 0],
  ["one swap", [0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], 0.75],
  ["all tied", [0, 1, 1, 0, 1], [7, 7, 7, 7, 7], 0.5],
  // sklearn.metrics.roc_auc_score([1,0,1,0,0],[.5,.5,.8,.1,.8]) = (1 + .5 + 0 + 1 + .5 + 1) / 6
  ["ties across classes", [1, 0, 1, 0, 0], [0.5, 0.5, 0.8, 0.1, 0.8], 4 / 6],
  ["infinite scores", [0, 1, 1], [-Infinity, Infinity, Infinity], 1],
  ["no positive", [0, 0], [0.1, 0.2], null],
  ["no negative", [1, 1], [0.1, 0.2], null],
  ["nothing", [], [], null],
];

for (const [name, targets, scores, expected] of CASES) {
  Deno.test(`auroc() with ${name}`, () => assert.equal(auroc(targets, scores), expected));
}

const examples = fc.array(
  fc.record({ target: fc.constantFrom(0, 1), score: fc.integer({ min: 0, max: 9 }) }),
);

Deno.test("auroc() is the share of (positive, negative) pairs in order, ties one half", () => {
  fc.assert(fc.property(examples, (list) => {
    const positives = list.filter(({ target }) => target === 1);
    const negatives = list.filter(({ target }) => target === 0);
    let wins = 0;
    for (const p of positives) {
      for (const n of negatives) wins += p.score > n.score ? 1 : p.score === n.score ? 0.5 : 0;
    }
    const pairs = positives.length * negatives.length;
    const value = auroc(list.map((e) => e.target), list.map((e) => e.score));
    assert.equal(value, pairs === 0 ? null : wins / pairs);
  }));
});

Deno.test("auroc() throws on NaN and on lengths that differ", () => {
  assert.throws(() => auroc([0, 1], [0.5, NaN]), {
    name: "RangeError",
    message: "Cannot rank scores: score 1 is NaN",
  });
  assert.throws(() => auroc([0, 1], [0.5]), {
    name: "RangeError",
    message: "Cannot rank scores: expected one per target, got 1 for 2",
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { f1Scores } from "../../../tasks/metrics/f1.ts";
import { f1Thresholds } from "../../../tasks/metrics/f1_thresholds.ts";

const one = (targets: number[], scores: number[]) =>
  f1Thresholds(targets.map((x) => [x]), scores.map((x) => [x]))[0];

const CASES: [string, number[], number[], number][] = [
  ["the middle of two scores", [0, 1, 1], [0.25, 0.75, 0.5], 0.375],
  ["half the lowest score if all are predicted", [1, 0, 1], [0.5, 0.75, 0.25], 0.125],
  // Above .5: 2/3; above .125: 2 · 2 / (2 + 4) = 2/3 again.
  ["the highest of equal ones", [1, 0, 0, 1], [0.75, 0.25, 0.25, 0.25], 0.5],
  ["tied scores stay together", [1, 0, 1], [0.5, 0.5, 0.25], 0.125],
  ["0.5 without a positive", [0, 0], [0.1, 0.9], 0.5],
  // A score of 0 exceeds no threshold in [0, 1).
  ["scores of 0 are never predicted", [1, 1, 1], [0, 0, 0.5], 0.25],
  ["0.5 if every score is 0", [1, 0], [0, 0], 0.5],
  ["neighbouring numbers part", [0, 1], [1 - 2 ** -53, 1], 1 - 2 ** -53],
];

for (const [name, targets, scores, expected] of CASES) {
  Deno.test(`f1Thresholds(): ${name}`, () => assert.equal(one(targets, scores), expected));
}

Deno.test("f1Thresholds() has a threshold per label, which f1Scores() takes", () => {
  const targets = [[0, 1], [1, 0], [1, 1]];
  const scores = [[0.25, 0.125], [0.75, 0.0625], [0.5, 0.25]];
  const thresholds = f1Thresholds(targets, scores);
  assert.deepEqual(thresholds, [0.375, 0.09375]);
  assert.deepEqual(f1Scores(targets, scores, thresholds), { micro: 1, macro: 1, labels: [1, 1] });
});

const examples = fc.array(
  fc.record({
    target: fc.constantFrom(0, 1),
    score: fc.oneof(
      fc.integer({ min: 0, max: 4 }).map((x) => x / 4),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
  }),
  { minLength: 1, maxLength: 12 },
);

Deno.test("f1Thresholds(): no threshold gives a higher F1, no higher one the same", () => {
  fc.assert(fc.property(examples, (list) => {
    const targets = list.map(({ target }) => [target]);
    const scores = list.map(({ score }) => [score]);
    const f1 = (threshold: number) => f1Scores(targets, scores, threshold).micro;
    const [chosen] = f1Thresholds(targets, scores);
    for (const threshold of [0, ...list.map(({ score }) => score)]) {
      assert.ok(f1(threshold) <= f1(chosen!));
      // Another threshold that parts the same scores is not another choice.
      const parts = (t: number) => list.filter(({ score }) => score > t).length;
      if (f1(chosen!) > 0 && threshold > chosen! && parts(threshold) < parts(chosen!)) {
        assert.ok(f1(threshold) < f1(chosen!));
      }
    }
  }));
});

Deno.test("f1Thresholds() throws on what is no probability and on shapes that differ", () => {
  for (const score of [-0.1, 1.1, NaN]) {
    assert.throws(() => f1Thresholds([[1], [0]], [[0.5], [score]]), {
      name: "RangeError",
      message: `Cannot choose a threshold: expected probabilities, score 1 is ${score}`,
    });
  }
  assert.throws(() => f1Thresholds([[1]], [[0.5, 1]]), /expected 1 labels/);
});

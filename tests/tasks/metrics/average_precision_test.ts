import assert from "node:assert/strict";
import { averagePrecision } from "../../../tasks/metrics/average_precision.ts";

const CASES: [string, number[], number[], number | null][] = [
  ["perfect order", [0, 1, 0, 1], [0.1, 0.8, 0.2, 0.9], 1],
  // The example of scikit-learn's documentation: 0.8333…
  ["one negative between", [0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], (1 + 2 / 3) / 2],
  ["positives last", [1, 0, 0], [0.1, 0.2, 0.3], 1 / 3],
  ["all tied: the share of positives", [0, 1, 0, 0], [2, 2, 2, 2], 0.25],
  ["a tie of both classes", [1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1], (1 + 2 / 3) / 2],
  ["no negative", [1, 1], [0.1, 0.2], 1],
  ["no positive", [0, 0], [0.1, 0.2], null],
];

for (const [name, targets, scores, expected] of CASES) {
  Deno.test(`averagePrecision() with ${name}`, () => {
    assert.equal(averagePrecision(targets, scores), expected);
  });
}

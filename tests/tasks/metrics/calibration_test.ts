import assert from "node:assert/strict";
import fc from "fast-check";
import { calibrationError } from "../../../tasks/metrics/calibration.ts";

function close(value: number | null, expected: number) {
  assert.ok(value !== null && Math.abs(value - expected) <= 1e-15, `${value}, ${expected}`);
}

Deno.test("calibrationError() weighs the gaps of bins by their size", () => {
  // Two bins: (.2, .4; none positive) has gap .3 and weight 2/5, (.8, .6, 1; two positive) .8 - 2/3.
  close(
    calibrationError([0, 0, 1, 0, 1], [0.2, 0.4, 0.8, 0.6, 1], 2),
    2 / 5 * 0.3 + 3 / 5 * (0.8 - 2 / 3),
  );
});

Deno.test("calibrationError() has 15 bins, closed above, the first below too", () => {
  // 0 and 1/15 share the first bin: |1 - 1/15| / 2; 0.07 is in the second.
  close(calibrationError([0, 1], [0, 1 / 15]), 14 / 30);
  close(calibrationError([1, 0], [0, 1 / 15]), 14 / 30);
  close(calibrationError([1, 0], [1 / 15, 0.07]), (14 / 15 + 0.07) / 2);
  close(calibrationError([1, 1, 0], [1, 1, 1]), 1 / 3);
});

Deno.test("calibrationError() is null without decisions", () => {
  assert.equal(calibrationError([], []), null);
});

const decisions = fc.array(
  fc.record({ target: fc.constantFrom(0, 1), score: fc.double({ min: 0, max: 1, noNaN: true }) }),
  { minLength: 1 },
);

Deno.test("calibrationError() with one bin is the gap of means, a lower bound, 1 at most", () => {
  fc.assert(fc.property(decisions, (list) => {
    const targets = list.map((d) => d.target);
    const scores = list.map((d) => d.score);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    const gap = Math.abs(mean(targets) - mean(scores));
    const one = calibrationError(targets, scores, 1)!;
    const many = calibrationError(targets, scores)!;
    assert.ok(Math.abs(one - gap) <= 1e-9 && many >= gap - 1e-9 && many <= 1 + 1e-9);
    assert.equal(calibrationError(targets, targets), 0);
  }));
});

Deno.test("calibrationError() throws on what is no probability and on lengths that differ", () => {
  for (const score of [-0.1, 1.1, NaN]) {
    assert.throws(() => calibrationError([1, 1], [0.5, score]), {
      name: "RangeError",
      message: `Cannot measure calibration: expected probabilities, score 1 is ${score}`,
    });
  }
  assert.throws(() => calibrationError([1], []), {
    name: "RangeError",
    message: "Cannot measure calibration: expected one score per target, got 0 for 1",
  });
});

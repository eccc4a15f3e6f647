import assert from "node:assert/strict";
import { median, quantile, spread } from "../../../benchmarks/bench/statistics.ts";

Deno.test("median() is the middle value, or the mean of the two in the middle", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 2]), 3.5);
  assert.equal(median([4]), 4);
});

Deno.test("quantile() lies between neighbours by their distance", () => {
  assert.equal(quantile([10, 20, 40], 0.25), 15);
  assert.equal(quantile([10, 20, 40], 1), 40);
  assert.throws(() => quantile([], 0.5), /there is no value/);
});

Deno.test("spread() is the distance between the quartiles as a share of the median", () => {
  assert.equal(spread([20, 10, 40]), 0.75);
  assert.equal(spread([7]), 0);
  assert.equal(spread([0, 0]), 0);
});

import assert from "node:assert/strict";
import { perplexity } from "../../../tasks/metrics/perplexity.ts";

Deno.test("perplexity() is the inverse of the geometric mean of the probabilities", () => {
  const logs = (...values: number[]) => values.map(Math.log);
  assert.equal(perplexity(logs(1, 1)), 1);
  assert.equal(perplexity(logs(0.25, 0.25))!.toFixed(12), "4.000000000000");
  // (1/2 · 1/8)^(-1/2) = 4, not the mean of 2 and 8.
  assert.equal(perplexity(logs(0.5, 0.125))!.toFixed(12), "4.000000000000");
  assert.equal(perplexity([]), null);
});

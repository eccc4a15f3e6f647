import assert from "node:assert/strict";
import { minimumDetectableDifference } from "../../../results/statistics/mod.ts";
import { close } from "./_close.ts";

Deno.test("minimumDetectableDifference() is Bloom's 2.8 standard errors", () => {
  close(minimumDetectableDifference(1), 1.959963984540054 + 0.8416212335729143);
  assert.equal(minimumDetectableDifference(0.01).toFixed(4), "0.0280");
  // Bloom 1995: 2.49 for a one-sided test at 0.05, which is a two-sided one at 0.1.
  assert.equal(minimumDetectableDifference(1, { alpha: 0.1 }).toFixed(2), "2.49");
});

Deno.test("minimumDetectableDifference() of few pairs takes the quantiles of t", () => {
  // Darwin's 15 pairs: (2.1448 + 0.8681) · 37.744 / √15 = 29.36 eighths of an inch.
  const value = minimumDetectableDifference(37.7443783262898 / Math.sqrt(15), { df: 14 });
  assert.equal(value.toFixed(2), "29.36");
});

Deno.test("minimumDetectableDifference() grows with power and falls with alpha", () => {
  // z(0.995) + z(0.9) = 2.5758 + 1.2816.
  assert.equal(minimumDetectableDifference(1, { alpha: 0.01, power: 0.9 }).toFixed(4), "3.8574");
});

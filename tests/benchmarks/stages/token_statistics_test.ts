import assert from "node:assert/strict";
import { TokenStatistics } from "../../../benchmarks/stages/token_statistics.ts";

function of(channels: number, values: number[]): TokenStatistics {
  const statistics = new TokenStatistics(channels);
  statistics.add(Float32Array.from(values));
  return statistics;
}

function assertNear(actual: Float32Array, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${value} at ${i}, expected ${expected[i]}`);
  }
}

Deno.test("mean() is the channels' over all calls of add()", () => {
  const statistics = of(2, [1, 10, 2, 20]);
  statistics.add(Float32Array.of(6, 60));
  assert.deepEqual([...statistics.mean()], [3, 30]);
});

Deno.test("whitening() standardises channels that are not correlated", () => {
  // Deviations 3 and 4.
  assertNear(of(2, [3, 4, 3, -4, -3, 4, -3, -4]).whitening(), [1 / 3, 0, 0, 1 / 4]);
});

Deno.test("whitening() evens out directions of correlated channels", () => {
  // Deviations 1 and 2, correlation 1: L = [[√2, 0], [1/√2, √1.5]], L⁻¹ = [[1/√2, 0], [-1/√6, √(2/3)]],
  // mean variance 1 - (1/2 + 1/6 + 2/3) / 2 = 1/3.
  const whitening = of(2, [0, 0, 2, 4]).whitening();
  assertNear(whitening, [Math.sqrt(3 / 2), 0, -Math.SQRT1_2, Math.SQRT1_2]);
});

Deno.test("whitening() leaves a channel that never fires finite", () => {
  // Correlations [[1, 0], [0, 0]]: L = [[√2, 0], [0, 1]], mean variance 1 - (1/2 + 1) / 2 = 1/4.
  assertNear(of(2, [1, 0, -1, 0]).whitening(), [Math.SQRT2, 0, 0, 2]);
});

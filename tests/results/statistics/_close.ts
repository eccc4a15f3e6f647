import assert from "node:assert/strict";

/** Asserts |actual - expected| ≤ tolerance · max(1, |expected|). */
export function close(actual: number, expected: number, tolerance = 1e-13): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `expected ${expected}, got ${actual}`);
}

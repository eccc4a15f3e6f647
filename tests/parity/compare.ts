/**
 * Comparison of tensors within the fixtures' tolerances.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { HostTensor } from "../../model/engine/mod.ts";
import type { Fixture } from "./fixtures.ts";

/**
 * Asserts that a tensor is within an absolute tolerance of a fixture's.
 *
 * @param expected Its name in the fixture.
 */
export function assertClose(
  actual: HostTensor | undefined,
  fixture: Fixture,
  expected: string,
  tolerance: number,
): void {
  assert(actual !== undefined, `${expected}: nothing was computed`);
  assert.deepEqual(actual.shape, fixture.shape(expected), `shape of ${expected}`);
  assertNumbersClose(actual.data, fixture.numbers(expected), tolerance, expected);
}

/** {@link assertClose} with a tolerance relative to the fixture's largest entry. */
export function assertRelativelyClose(
  actual: HostTensor | undefined,
  fixture: Fixture,
  expected: string,
  tolerance: number,
): void {
  const largest = fixture.numbers(expected).reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  assertClose(actual, fixture, expected, tolerance * largest);
}

/** Asserts that numbers are within an absolute tolerance; NaN is never. */
export function assertNumbersClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `length of ${what}`);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    assert(!Number.isNaN(error), `${what}[${i}] is ${actual[i]}, expected ${expected[i]}`);
    worst = Math.max(worst, error);
  }
  assert(worst <= tolerance, `${what} is off by ${worst}, allowed are ${tolerance}`);
}

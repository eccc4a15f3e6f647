import assert from "node:assert/strict";
import fc from "fast-check";
import { delongTest, normalTwoSided } from "../../../results/statistics/mod.ts";
import { close } from "./_close.ts";

const TARGETS = [1, 1, 1, 0, 0];
const FIRST = [0.9, 0.8, 0.3, 0.5, 0.1];
const SECOND = [0.6, 0.4, 0.4, 0.4, 0.7];

Deno.test("delongTest() by hand", () => {
  // Placements of the positives: 1, 1, ½ and ½, ¼, ¼; of the negatives: ⅔, 1 and ⅔, 0.
  // Differences: ½, ¾, ¼ with s² = 1/16, and 0, 1 with s² = ½: Var = 1/48 + 1/4 = 13/48.
  const test = delongTest(TARGETS, FIRST, SECOND)!;
  close(test.first, 5 / 6);
  close(test.second, 1 / 3);
  close(test.difference, 0.5);
  close(test.standardError, Math.sqrt(13 / 48));
  close(test.p!, 0.3366683676100387); // SciPy: 2 * norm.sf(0.5 / sqrt(13 / 48))
});

Deno.test("delongTest() equals the definition of DeLong et al. on any scores with ties", () => {
  const example = fc.tuple(fc.nat(1), fc.nat(6), fc.nat(6));
  fc.assert(fc.property(fc.array(example, { maxLength: 40 }), (examples) => {
    const columns = [0, 1, 2].map((j) => examples.map((row) => row[j]!));
    const [targets, first, second] = columns as [number[], number[], number[]];
    const test = delongTest(targets, first, second);
    const expected = definition(targets, first, second);
    if (test === null || expected === null) return assert.equal(test, expected);
    close(test.first, expected.areas[0]);
    close(test.second, expected.areas[1]);
    close(test.standardError, Math.sqrt(Math.max(0, expected.variance)), 1e-7);
    if (expected.variance > 1e-9) {
      close(test.p!, normalTwoSided(test.difference / Math.sqrt(expected.variance)), 1e-9);
    }
  }));
});

/** Equations 2 to 5 of DeLong et al. (1988), pair by pair: S = S₁₀/m + S₀₁/n, LSL' with L = (1, -1). */
function definition(targets: number[], first: number[], second: number[]) {
  const [x, y] = [1, 0].map((of) => targets.flatMap((target, i) => target === of ? [i] : []));
  const [m, n] = [x!.length, y!.length];
  if (m < 2 || n < 2) return null;
  const components = [first, second].map((scores) => {
    const psi = (i: number, j: number) =>
      scores[j]! < scores[i]! ? 1 : scores[j]! === scores[i]! ? 0.5 : 0;
    return [
      x!.map((i) => y!.reduce((sum, j) => sum + psi(i, j), 0) / n),
      y!.map((j) => x!.reduce((sum, i) => sum + psi(i, j), 0) / m),
    ] as const;
  });
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const covariance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, v, i) => sum + (v - mean(a)) * (b[i]! - mean(b)), 0) / (a.length - 1);
  const s = (r: number, t: number) =>
    covariance(components[r]![0], components[t]![0]) / m +
    covariance(components[r]![1], components[t]![1]) / n;
  const areas = components.map(([v10]) => mean(v10)) as [number, number];
  return { areas, variance: s(0, 0) + s(1, 1) - 2 * s(0, 1) };
}

Deno.test("delongTest() of two models that place alike has p = 1", () => {
  const test = delongTest(TARGETS, FIRST, FIRST.map((score) => score * 10))!;
  assert.deepEqual([test.difference, test.standardError, test.p], [0, 0, 1]);
});

Deno.test("delongTest() cannot test a perfect against a reversed model: the variance is 0", () => {
  const test = delongTest([1, 1, 0, 0], [2, 2, 1, 1], [1, 1, 2, 2])!;
  assert.deepEqual([test.first, test.second, test.standardError, test.p], [1, 0, 0, null]);
});

Deno.test("delongTest() is null with fewer than two of a class", () => {
  assert.equal(delongTest([1, 0, 0], [1, 2, 3], [1, 2, 3]), null);
  assert.equal(delongTest([1, 1, 0], [1, 2, 3], [1, 2, 3]), null);
});

Deno.test("delongTest() refuses missing scores and NaN", () => {
  assert.throws(() => delongTest([1, 0], [1, 2], [1]), {
    name: "RangeError",
    message: "Cannot compare AUROCs: expected a score per target, got 1 for 2",
  });
  assert.throws(() => delongTest(TARGETS, FIRST, [1, 2, 3, NaN, 5]), {
    name: "RangeError",
    message: "Cannot compare AUROCs: score 3 is NaN",
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Decisions,
  delongInterval,
  delongTest,
  meanAuroc,
  normalTwoSided,
  placeAuroc,
  studentQuantile,
} from "../../../results/statistics/mod.ts";
import { close } from "./_close.ts";
import { OVARIAN } from "./_ovarian.ts";

const TARGETS = [1, 1, 1, 0, 0];
const FIRST = [0.9, 0.8, 0.3, 0.5, 0.1];
const SECOND = [0.6, 0.4, 0.4, 0.4, 0.7];

/** One decision per example. */
function place(targets: readonly number[], scores: readonly number[]) {
  return placeAuroc({ targets, scores, examples: targets.map((_, i) => i) }, targets.length);
}

function compared(targets: number[], first: number[], second: number[]) {
  const [a, b] = [place(targets, first), place(targets, second)];
  return a && b && { first: a.value, second: b.value, ...delongTest(a, b) };
}

Deno.test("delongTest() by hand", () => {
  // Placements of the positives: 1, 1, ½ and ½, ¼, ¼; of the negatives: ⅔, 1 and ⅔, 0.
  // Differences: ½, ¾, ¼ with s² = 1/16, and 0, 1 with s² = ½: Var = 1/48 + 1/4 = 13/48.
  const test = compared(TARGETS, FIRST, SECOND)!;
  close(test.first, 5 / 6);
  close(test.second, 1 / 3);
  close(test.difference, 0.5);
  close(test.standardError, Math.sqrt(13 / 48));
  close(test.p!, 0.3366683676100387); // SciPy: 2 * norm.sf(0.5 / sqrt(13 / 48))
});

Deno.test("delongTest() of DeLong's patients with ovarian cancer is that of R's pROC", () => {
  // pROC 1.18.0: auc(), sqrt(var()), ci.auc() and roc.test(), each with method = "delong".
  const helped = OVARIAN.map(([, , , own]) => own);
  const [albumin, protein, score] = [
    OVARIAN.map(([own]) => own),
    OVARIAN.map(([, own]) => own),
    OVARIAN.map(([, , own]) => -own),
  ].map((scores) => place(helped, scores)!);
  const expected: [typeof albumin, number, number, number, number][] = [
    [albumin, 0.7365591397849462, 0.0926943460524027, 0.5548815599517444, 0.9182367196181479],
    [protein, 0.647849462365591, 0.100047375583742, 0.451760209473705, 0.843938715257478],
    [score, 0.725806451612903, 0.102821608980048, 0.52427980117955, 0.927333102046257],
  ];
  for (const [placed, area, error, low, high] of expected) {
    close(placed!.value, area);
    close(Math.sqrt(placed!.influence.reduce((sum, x) => sum + x * x, 0)), error);
    close(delongInterval(placed!).low, low);
    close(delongInterval(placed!).high, high);
  }
  close(delongTest(albumin!, score!).p!, 0.910206347201035);
  close(delongTest(protein!, score!).p!, 0.456139707507474);
});

Deno.test("delongTest() equals the definition of DeLong et al. on any scores with ties", () => {
  const example = fc.tuple(fc.nat(1), fc.nat(6), fc.nat(6));
  fc.assert(fc.property(fc.array(example, { maxLength: 40 }), (examples) => {
    const columns = [0, 1, 2].map((j) => examples.map((row) => row[j]!));
    const [targets, first, second] = columns as [number[], number[], number[]];
    const test = compared(targets, first, second);
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

Deno.test("delongTest() of a mean of AUROCs by hand: their covariance is over the examples", () => {
  // Two labels, scores of label 1 = FIRST against SECOND as above; label 2 has targets 1, 0, 1, 0, 1.
  const labels: [number[], number[], number[]][] = [
    [TARGETS, FIRST, SECOND],
    [[1, 0, 1, 0, 1], [5, 4, 3, 2, 1], [1, 2, 3, 4, 5]],
  ];
  const [a, b] = [1, 2].map((model) =>
    meanAuroc(labels.map((label) => place(label[0], label[model]!)!))
  );
  const test = delongTest(a!, b!);
  // Label 2: placements of examples 0, 2, 4: 1, ½, 0 and 0, ½, 1; of 1, 3: ⅓, ⅔ and ⅔, ⅓. So A = ½ twice.
  close(test.difference, (0.5 + 0) / 2);
  // Differences less their means, over class size, times √(c / (c - 1)), label by label:
  const one = [0, 1 / 4, -1 / 4].map((d) => d / 3 * Math.sqrt(3 / 2));
  const two = [1, 0, -1].map((d) => d / 3 * Math.sqrt(3 / 2));
  const [oneNegative, twoNegative] = [[-0.5, 0.5], [-1 / 3, 1 / 3]].map((deviations) =>
    deviations.map((d) => d / 2 * Math.SQRT2)
  );
  const influence = [
    one[0]! + two[0]!,
    one[1]! + twoNegative![0]!,
    one[2]! + two[1]!,
    oneNegative![0]! + twoNegative![1]!,
    oneNegative![1]! + two[2]!,
  ].map((sum) => sum / 2);
  close(test.standardError, Math.sqrt(influence.reduce((sum, x) => sum + x * x, 0)));
});

Deno.test("placeAuroc() of several decisions per example has Obuchowski's variance", () => {
  const decision = fc.record({ target: fc.nat(1), score: fc.nat(6), example: fc.nat(9) });
  fc.assert(fc.property(fc.array(decision, { minLength: 4, maxLength: 60 }), (all) => {
    const decisions: Decisions = {
      targets: all.map(({ target }) => target),
      scores: all.map(({ score }) => score),
      examples: all.map(({ example }) => example),
    };
    const placed = placeAuroc(decisions, 10);
    const expected = obuchowski(decisions);
    if (placed === null || expected === null) return assert.equal(placed, expected);
    close(placed.value, expected.area);
    close(placed.influence.reduce((sum, x) => sum + x * x, 0), expected.variance, 1e-12);
  }));
});

/** Obuchowski (1997), pair by pair: S₁₀/M + S₀₁/N + 2 S₁₁/(MN), with the mean factor in S₁₁. */
function obuchowski({ targets, scores, examples }: Decisions) {
  const all = Array.from(targets, (_, i) => i);
  const [x, y] = [1, 0].map((of) => all.filter((i) => targets[i] === of));
  const [m, n] = [x!.length, y!.length];
  const psi = (i: number, j: number) =>
    scores[j]! < scores[i]! ? 1 : scores[j]! === scores[i]! ? 0.5 : 0;
  const area = x!.reduce((sum, i) => sum + y!.reduce((own, j) => own + psi(i, j), 0), 0) / (m * n);
  const clusters = (members: number[], component: (i: number) => number) => {
    const sums = new Map<number, number>();
    for (const i of members) {
      const example = examples[i]!;
      sums.set(example, (sums.get(example) ?? 0) + component(i) - area);
    }
    return sums;
  };
  const v10 = clusters(x!, (i) => y!.reduce((sum, j) => sum + psi(i, j), 0) / n);
  const v01 = clusters(y!, (j) => x!.reduce((sum, i) => sum + psi(i, j), 0) / m);
  if (v10.size < 2 || v01.size < 2) return null;
  const squares = (sums: Map<number, number>) =>
    [...sums.values()].reduce((sum, value) => sum + value * value, 0);
  const [f10, f01] = [v10, v01].map(({ size }) => size / (size - 1));
  const products = [...v10].reduce((sum, [id, value]) => sum + value * (v01.get(id) ?? 0), 0);
  const variance = f10! * squares(v10) / m ** 2 + f01! * squares(v01) / n ** 2 +
    2 * Math.sqrt(f10! * f01!) * products / (m * n);
  return { area, variance };
}

Deno.test("delongInterval() by hand, within [0, 1]", () => {
  // FIRST: placements 1, 1, ½ with s² = 1/12, and ⅔, 1 with s² = 1/18: Var = 1/36 + 1/36.
  const { low, high, ...rest } = delongInterval(place(TARGETS, FIRST)!);
  close(low, 5 / 6 - studentQuantile(0.975, Infinity) * Math.sqrt(1 / 18));
  assert.equal(high, 1);
  assert.deepEqual(rest, { level: 0.95, over: "test examples", n: 5 });
});

Deno.test("delongTest() of two models that place alike has p = 1", () => {
  const test = compared(TARGETS, FIRST, FIRST.map((score) => score * 10))!;
  assert.deepEqual([test.difference, test.standardError, test.p], [0, 0, 1]);
});

Deno.test("delongTest() cannot test a perfect against a reversed model: the variance is 0", () => {
  const test = compared([1, 1, 0, 0], [2, 2, 1, 1], [1, 1, 2, 2])!;
  assert.deepEqual([test.first, test.second, test.standardError, test.p], [1, 0, 0, null]);
});

Deno.test("placeAuroc() is null where fewer than two examples have a positive, or a negative", () => {
  assert.equal(place([1, 0, 0], [1, 2, 3]), null);
  assert.equal(place([1, 1, 0], [1, 2, 3]), null);
  const decisions = { targets: [1, 1, 0, 0], scores: [1, 2, 3, 4], examples: [0, 0, 0, 1] };
  assert.equal(placeAuroc(decisions, 2), null);
});

Deno.test("placeAuroc() refuses missing scores and NaN, delongTest() other examples", () => {
  assert.throws(() => place([1, 0], [1]), {
    name: "RangeError",
    message: "Cannot compare AUROCs: expected a score per target, got 1 for 2",
  });
  assert.throws(() => place(TARGETS, [1, 2, 3, NaN, 5]), {
    name: "RangeError",
    message: "Cannot compare AUROCs: score 3 is NaN",
  });
  const [five, four] = [place(TARGETS, FIRST)!, place([1, 1, 0, 0], [1, 2, 3, 4])!];
  assert.throws(() => delongTest(five, four), {
    name: "RangeError",
    message: "Cannot compare AUROCs of 5 and 4 examples",
  });
});

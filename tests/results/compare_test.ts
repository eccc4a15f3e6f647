import assert from "node:assert/strict";
import { compareRows, type Competitor, type PairedTest } from "../../results/compare.ts";
import { minimumDetectableDifference } from "../../results/statistics/mod.ts";

type Variant = Competitor["variant"];

/** A row and its values from seed 1. */
function row(variant: Variant, ...values: (number | null)[]): Competitor {
  return { variant, interval: null, values: new Map(values.map((value, s) => [s + 1, value])) };
}

/** Tests that give fixed p-values by the second row, and tell what they were asked. */
function testsOf(pValues: Partial<Record<Variant, number | null>>) {
  const asked: [Variant, Variant, readonly number[]][] = [];
  const test = (first: Variant, second: Variant, seeds: readonly number[]): PairedTest | null => {
    asked.push([first, second, seeds]);
    const p = pValues[second];
    return p === undefined ? null : { difference: 0.25, standardError: 0.125, p };
  };
  return { asked, test };
}

Deno.test("compareRows() tests every row against the best, with Holm's correction", () => {
  // Of 0.03, 0.01, 0.02: 3 · 0.01, then 2 · 0.02 and, no smaller, 0.04 for 0.03.
  const { asked, test } = testsOf({ bar: 0.03, s2s: 0.01, mixed: 0.02 });
  const rows = [row("bar", 0.5), row("bi", 0.75), row("s2s", 0.25), row("mixed", 0.5)];
  const comparison = compareRows(rows, { direction: "higher", test })!;
  assert.deepEqual(asked, [["bi", "bar", [1]], ["bi", "s2s", [1]], ["bi", "mixed", [1]]]);
  const detectable = minimumDetectableDifference(0.125);
  const tested = (p: number, adjusted: number) => {
    return { difference: 0.25, p, adjusted, detectable, seeds: [1] };
  };
  assert.deepEqual(comparison, {
    best: "bi",
    rows: [
      { variant: "bar", status: "worse", interval: null, test: tested(0.03, 0.04) },
      { variant: "bi", status: "best", interval: null },
      { variant: "s2s", status: "worse", interval: null, test: tested(0.01, 0.03) },
      { variant: "mixed", status: "worse", interval: null, test: tested(0.02, 0.04) },
    ],
  });
});

Deno.test("compareRows() corrects by Holm: what one test tells, two may not", () => {
  const statuses = (pValues: Partial<Record<Variant, number>>, ...rows: Competitor[]) => {
    const { test } = testsOf(pValues);
    return compareRows(rows, { direction: "higher", test })!.rows.map(({ status }) => status);
  };
  const [best, bar, s2s] = [row("bi", 1), row("bar", 0), row("s2s", 0)];
  assert.deepEqual(statuses({ bar: 0.03125 }, best, bar), ["best", "worse"]);
  assert.deepEqual(
    statuses({ bar: 0.03125, s2s: 0.03125 }, best, bar, s2s),
    ["best", "tied", "tied"],
  );
  assert.deepEqual(statuses({ bar: 0.05 }, best, bar), ["best", "tied"]);
});

Deno.test("compareRows() tests on the seeds for which both have a value", () => {
  const { asked, test } = testsOf({ bar: 0.5, s2s: 0.5 });
  const rows = [row("bi", 1, null, 1, 1), row("bar", 0, 0, null, 0), row("s2s", null, 1)];
  const comparison = compareRows(rows, { direction: "higher", test })!;
  assert.deepEqual(asked, [["bi", "bar", [1, 4]]]);
  assert.equal(comparison.rows[2]!.status, "untested");
  assert.deepEqual(comparison.rows[1]!.test!.seeds, [1, 4]);
});

Deno.test("compareRows() takes the lowest mean where lower is better", () => {
  const { test } = testsOf({ bar: 0.001 });
  const rows = [row("bar", 4, 2), row("bi", 2, 2)];
  assert.equal(compareRows(rows, { direction: "lower", test })!.best, "bi");
  assert.equal(compareRows(rows, { direction: "none", test }), null);
});

Deno.test("compareRows() leaves rows untested that have no test or no value", () => {
  const { test } = testsOf({ bar: null });
  const rows = [row("bi", 1), row("bar", 0), row("s2s", 0), row("mixed", null), row("scratch")];
  const comparison = compareRows(rows, { direction: "higher", test })!;
  assert.deepEqual(
    comparison.rows.map(({ status }) => status),
    ["best", "untested", "untested", "untested", "untested"],
  );
  assert.equal(compareRows([row("bar", null)], { direction: "higher", test }), null);
});

Deno.test("compareRows() keeps the intervals of rows", () => {
  const { test } = testsOf({});
  const interval = { low: 0, high: 1, level: 0.95, over: "test examples", n: 8 } as const;
  const comparison = compareRows([{ ...row("bi", 1), interval }], { direction: "higher", test });
  assert.deepEqual(comparison, {
    best: "bi",
    rows: [{ variant: "bi", status: "best", interval }],
  });
});

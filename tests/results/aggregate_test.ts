import assert from "node:assert/strict";
import { aggregate } from "../../results/aggregate.ts";
import { seedInterval } from "../../results/statistics/mod.ts";
import { AA, AB, cell } from "./example.ts";
import { ONE_SEED } from "./marked_example.ts";

Deno.test("aggregate() takes mean and sample deviation over seeds, in the order of the seeds", () => {
  const values = new Map([[3, 4], [1, 1], [2, 1]]);
  const cells = [...values].map(([seed, value]) => cell("bar", AA, seed, { f1_micro: value }));
  assert.deepEqual(aggregate(cells), [{
    variant: "bar",
    task: "classification",
    transfer: AA,
    cells: 3,
    failed: 0,
    skipped: 0,
    metrics: new Map([["f1_micro", {
      mean: 2,
      sd: Math.sqrt(3),
      interval: seedInterval([1, 1, 4]),
      n: 3,
      values: [{ seed: 1, value: 1 }, { seed: 2, value: 1 }, { seed: 3, value: 4 }],
    }]]),
  }]);
});

Deno.test("aggregate() leaves out failed and skipped cells and counts them", () => {
  const cells = [
    cell("bar", AA, 1, { f1_micro: 0.5 }),
    cell("bar", AA, 2, "Cannot train: loss is NaN"),
    { ...cell("bar", AA, 3, {}), status: "skipped" as const },
  ];
  const [group] = aggregate(cells);
  assert.deepEqual([group?.cells, group?.failed, group?.skipped], [3, 1, 1]);
  assert.deepEqual(group?.metrics.get("f1_micro"), {
    mean: 0.5,
    sd: null,
    interval: null,
    n: 1,
    values: [{ seed: 1, value: 0.5 }],
  });
});

Deno.test("aggregate() keeps null and leaves it out of the mean", () => {
  const cells = [0.5, null, 1.5].map((value, i) => cell("bar", AA, i, { auroc_micro: value }));
  assert.deepEqual(aggregate(cells)[0]?.metrics.get("auroc_micro"), {
    mean: 1,
    sd: Math.sqrt(0.5),
    interval: seedInterval([0.5, 1.5]),
    n: 2,
    values: [{ seed: 0, value: 0.5 }, { seed: 1, value: null }, { seed: 2, value: 1.5 }],
  });
  const undefinedOnly = aggregate([cell("bar", AA, 1, { auroc_micro: null })]);
  assert.deepEqual(undefinedOnly[0]?.metrics.get("auroc_micro"), {
    mean: null,
    sd: null,
    interval: null,
    n: 0,
    values: [{ seed: 1, value: null }],
  });
});

Deno.test("aggregate() keeps variants, tasks and transfers apart, in order of appearance", () => {
  const cells = [
    cell("s2s", AA, 1, {}),
    cell("bar", AB, 1, {}),
    cell("bar", AA, 1, {}),
    cell("bar", AA, 1, {}, "vqa"),
    cell("s2s", AA, 2, {}),
  ];
  const groups = aggregate(cells).map((g) => [g.variant, g.transfer.test, g.task, g.cells]);
  assert.deepEqual(groups, [
    ["s2s", "site-a", "classification", 2],
    ["bar", "site_b", "classification", 1],
    ["bar", "site-a", "classification", 1],
    ["bar", "site-a", "vqa", 1],
  ]);
});

Deno.test("aggregate() takes the interval of one seed over test examples, of several over seeds", () => {
  const { comparisons } = ONE_SEED;
  const intervals = (cells: typeof ONE_SEED.cells) =>
    aggregate(cells, comparisons).map(({ metrics }) => metrics.get("auroc_micro")!.interval);
  assert.deepEqual(intervals(ONE_SEED.cells), [
    { low: 0.8125, high: 0.9375, level: 0.95, over: "test examples", n: 240 },
    { low: 0.625, high: 0.875, level: 0.95, over: "test examples", n: 240 },
  ]);
  const [bar] = ONE_SEED.cells;
  const other = { ...bar!, seed: 2, metrics: { auroc_micro: 0.5 } };
  assert.deepEqual(intervals([bar!, other]), [seedInterval([0.875, 0.5])]);
  const elsewhere = { ...bar!, transfer: AA };
  assert.deepEqual(intervals([elsewhere]), [null]);
});

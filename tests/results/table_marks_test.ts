import assert from "node:assert/strict";
import type { ComparedRow, Comparison } from "../../results/compare.ts";
import { metricOf } from "../../results/metrics.ts";
import { type Mark, marksOf } from "../../results/table_marks.ts";

const MEANS = { a: 0.5, b: 0.75, c: 0.25 };

function comparison(best: string, statuses: Record<string, ComparedRow["status"]>): Comparison {
  const rows = Object.entries(statuses).map(([row, status]) => ({ row, mean: 0, status }));
  return { best, examples: 8, rows };
}

/** Name, means, comparison, expected marks; the metric's name where lower is better or none. */
const CASES: [
  string,
  Record<string, number>,
  Comparison | undefined,
  Record<string, Mark>,
  string?,
][] = [
  ["best mean without a test", MEANS, undefined, { b: "top" }],
  ["lowest mean where lower is better", MEANS, undefined, { c: "top" }, "perplexity"],
  ["nothing under a metric without a best", MEANS, undefined, {}, "words_mean"],
  ["equal means without a test", { a: 1, b: 1 }, undefined, { a: "top", b: "top" }],
  ["nothing for one row", { a: 1 }, comparison("a", { a: "best" }), {}],
  ["nothing without rows", {}, undefined, {}],
  [
    "one best that every test tells from the others",
    MEANS,
    comparison("b", { a: "worse", b: "best", c: "worse" }),
    { b: "best" },
  ],
  [
    "ties, and no best",
    MEANS,
    comparison("b", { a: "tied", b: "best", c: "worse" }),
    { a: "tied", b: "tied" },
  ],
  [
    "the best mean only where a row was not tested",
    MEANS,
    comparison("b", { a: "untested", b: "best", c: "worse" }),
    { b: "top" },
  ],
  [
    "the best mean only where a row is not in the comparison",
    MEANS,
    comparison("b", { b: "best", c: "worse" }),
    { b: "top" },
  ],
  [
    "ties also where a row was not tested",
    MEANS,
    comparison("b", { a: "untested", b: "best", c: "tied" }),
    { b: "tied", c: "tied" },
  ],
  [
    "the best mean of the table where the comparison found another",
    MEANS,
    comparison("a", { a: "best", b: "worse", c: "worse" }),
    { b: "top" },
  ],
  [
    "no row that does not compete",
    { a: 0.5, b: 0.75 },
    comparison("b", { a: "worse", b: "best", chance: "tied" }),
    { b: "best" },
  ],
];

for (const [name, means, compared, expected, metric = "mrr"] of CASES) {
  Deno.test(`marksOf() marks ${name}`, () => {
    const marks = marksOf(new Map(Object.entries(means)), metricOf(metric), compared);
    assert.deepEqual(Object.fromEntries(marks), expected);
  });
}

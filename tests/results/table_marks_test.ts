import assert from "node:assert/strict";
import type { ComparedRow } from "../../results/compare.ts";
import { metricOf } from "../../results/metrics.ts";
import type { ResultComparison, ResultVariant } from "../../results/results.ts";
import { type Mark, marksOf } from "../../results/table_marks.ts";

type Comparison = Pick<ResultComparison, "best" | "rows">;
type Trained = ComparedRow["variant"];

const MEANS = { bar: 0.5, bi: 0.75, s2s: 0.25 };

function comparison(
  best: Trained,
  statuses: Partial<Record<Trained, ComparedRow["status"]>>,
): Comparison {
  const rows = Object.entries(statuses).map(([variant, status]) => {
    return { variant: variant as Trained, status, interval: null };
  });
  return { best, rows };
}

/** Name, means, comparison, expected marks; the metric's name where lower is better or none. */
const CASES: [
  string,
  Record<string, number>,
  Comparison | undefined,
  Record<string, Mark>,
  string?,
][] = [
  ["best mean without a test", MEANS, undefined, { bi: "top" }],
  ["lowest mean where lower is better", MEANS, undefined, { s2s: "top" }, "perplexity"],
  ["nothing under a metric without a best", MEANS, undefined, {}, "words_mean"],
  ["equal means without a test", { bar: 1, bi: 1 }, undefined, { bar: "top", bi: "top" }],
  ["nothing for one row", { bar: 1 }, comparison("bar", { bar: "best" }), {}],
  ["nothing without rows", {}, undefined, {}],
  [
    "one best that every test tells from the others",
    MEANS,
    comparison("bi", { bar: "worse", bi: "best", s2s: "worse" }),
    { bi: "best" },
  ],
  [
    "ties, and no best",
    MEANS,
    comparison("bi", { bar: "tied", bi: "best", s2s: "worse" }),
    { bar: "tied", bi: "tied" },
  ],
  [
    "the best mean only where a row was not tested",
    MEANS,
    comparison("bi", { bar: "untested", bi: "best", s2s: "worse" }),
    { bi: "top" },
  ],
  [
    "the best mean only where a row is not in the comparison",
    MEANS,
    comparison("bi", { bi: "best", s2s: "worse" }),
    { bi: "top" },
  ],
  [
    "ties also where a row was not tested",
    MEANS,
    comparison("bi", { bar: "untested", bi: "best", s2s: "tied" }),
    { bi: "tied", s2s: "tied" },
  ],
  [
    "the best mean of the table where the comparison found another",
    MEANS,
    comparison("bar", { bar: "best", bi: "worse", s2s: "worse" }),
    { bi: "top" },
  ],
  [
    "no row that does not compete",
    { bar: 0.5, bi: 0.75 },
    comparison("bi", { bar: "worse", bi: "best", noncross: "tied" }),
    { bi: "best" },
  ],
];

for (const [name, means, compared, expected, metric = "mrr"] of CASES) {
  Deno.test(`marksOf() marks ${name}`, () => {
    const marks = marksOf(
      new Map(Object.entries(means) as [ResultVariant, number][]),
      metricOf(metric),
      compared,
    );
    assert.deepEqual(Object.fromEntries(marks), expected);
  });
}

/**
 * Which entries of a column are marked as best.
 *
 * @module
 */
import type { Comparison } from "./compare.ts";
import { bestOf, type Metric } from "./metrics.ts";
import type { ResultTransfer } from "./results.ts";

/** What the predictions of a column say; its rows are named by variant. */
export interface ColumnComparison {
  readonly task: string;
  readonly transfer: ResultTransfer;
  readonly metric: string;
  readonly comparison: Comparison;
}

/**
 * `best`: better than every other row, by a test; `tied`: the best mean or a row that a test cannot tell
 * from it; `top`: the best mean, where not every other row was tested.
 */
export const MARKS = ["best", "tied", "top"] as const;
export type Mark = typeof MARKS[number];

/**
 * Marks the rows of a column that compete: two at least, under a metric that has a best.
 *
 * @param means Mean of every row that competes, by name.
 * @param comparison Of the column's rows, if there is one.
 */
export function marksOf(
  means: ReadonlyMap<string, number>,
  metric: Metric,
  comparison: Comparison | undefined,
): ReadonlyMap<string, Mark> {
  const top = bestOf(metric, [...means.values()]);
  if (means.size < 2 || top === undefined) return new Map();
  const tops = [...means].filter(([, mean]) => mean === top).map(([row]) => row);
  const status = new Map(comparison?.rows.map(({ row, status }) => [row, status]));
  const others = [...means.keys()].filter((row) => row !== comparison?.best);
  // Where the comparison saw other seeds than the table, its best may be another.
  if (comparison && tops.includes(comparison.best)) {
    const tied = others.filter((row) => status.get(row) === "tied");
    if (tied.length > 0) return new Map([comparison.best, ...tied].map((row) => [row, "tied"]));
    if (others.every((row) => status.get(row) === "worse")) {
      return new Map([[comparison.best, "best"]]);
    }
  }
  return new Map(tops.map((row) => [row, "top"]));
}

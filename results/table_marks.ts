/**
 * Which entries of a column are marked as best.
 *
 * @module
 */
import { bestOf, type Metric } from "./metrics.ts";
import type { ResultComparison, ResultVariant } from "./results.ts";

/**
 * `best`: better than every other row, by a test; `tied`: the best mean or a row that a test cannot tell
 * from it; `top`: the best mean, where not every other row was tested.
 */
export const MARKS = ["best", "tied", "top"] as const;
export type Mark = typeof MARKS[number];

/**
 * Marks the rows of a column that compete: two at least, under a metric that has a best.
 *
 * @param means Mean of every row that competes, by variant.
 * @param comparison Of the column's rows, if there is one.
 */
export function marksOf(
  means: ReadonlyMap<ResultVariant, number>,
  metric: Metric,
  comparison: Pick<ResultComparison, "best" | "rows"> | undefined,
): ReadonlyMap<ResultVariant, Mark> {
  const top = bestOf(metric, [...means.values()]);
  if (means.size < 2 || top === undefined) return new Map();
  const tops = [...means].filter(([, mean]) => mean === top).map(([row]) => row);
  const status = new Map(
    comparison?.rows.map(({ variant, status }): [ResultVariant, string] => [variant, status]),
  );
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

/**
 * Compares the variants of a task and transfer by their predictions.
 *
 * @module
 */
import type { Results } from "../results/results.ts";
import { taskOf } from "../tasks/registry.ts";
import type { Prediction } from "../tasks/task.ts";
import { type Column, compareColumns } from "./compare_columns.ts";

/** A cell that is done, and its predictions. */
export interface PredictedCell {
  readonly cell: Results["cells"][number];
  readonly predictions: readonly Prediction[];
}

/**
 * Compares the rows of every metric that tables show and that is made of single examples.
 *
 * @param cells Of one task and transfer, whatever the order of their predictions.
 * @throws {RangeError} If they predict different examples, or predictions are not of their task.
 */
export function compareCells(cells: readonly PredictedCell[]): Column[] {
  if (cells.some(({ predictions }) => predictions.length === 0)) return [];
  return compareColumns(cells.map(({ cell, predictions }) => {
    const scoring = cell.scoring!;
    // Draws go by place, which must not depend on the order of the predictions.
    const sorted = predictions.toSorted((a, b) => a.id < b.id ? -1 : 1);
    return { cell, statistics: taskOf(scoring.task).examples(sorted, scoring) };
  }));
}

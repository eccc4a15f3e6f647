/**
 * Label cells of a table.
 *
 * @module
 */

import type { LabelValue } from "../dataset.ts";
import type { TableConfig } from "./config.ts";
import type { Row } from "./rows.ts";

/** Names of the labels, and their values row by row. */
export interface TableLabels {
  readonly names: readonly string[];
  readonly values: readonly (readonly LabelValue[])[];
}

const VALUES: ReadonlyMap<string, LabelValue> = new Map<string, LabelValue>([
  ["1", 1],
  ["1.0", 1],
  ["0", 0],
  ["0.0", 0],
  ["-1", -1],
  ["-1.0", -1],
  ["", null],
]);

/**
 * Reads the labels of all rows.
 *
 * With `columns.labels` each column is a label and its cells hold 1, 0, -1 or nothing. With
 * `columns.label` the distinct values, sorted, are the labels: 1 for a row's own and 0 for the others;
 * an empty cell leaves all labels null. With neither there are no labels.
 *
 * @throws {Error} naming row and column, for any other cell.
 */
export function readLabels(rows: readonly Row[], columns: TableConfig["columns"]): TableLabels {
  const { label, labels = [] } = columns;
  if (label === undefined) {
    return { names: labels, values: rows.map((row) => labels.map((name) => valueOf(row, name))) };
  }
  const names = [...new Set(rows.map((row) => row.cells[label]!))].filter((name) => name !== "")
    .sort();
  const values = rows.map((row) => {
    const own = row.cells[label]!;
    return names.map((name): LabelValue => own === "" ? null : name === own ? 1 : 0);
  });
  return { names, values };
}

function valueOf(row: Row, column: string): LabelValue {
  const cell = (row.cells[column] ?? "").trim();
  const value = VALUES.get(cell);
  if (value === undefined) {
    throw new Error(
      `Cannot read label "${column}" of row ${row.place}: "${cell}", expected 1, 0, -1 or nothing`,
    );
  }
  return value;
}

/**
 * Turns the rows of a table into examples and image paths.
 *
 * @module
 */

import type { Example, Split } from "../dataset.ts";
import { checkColumns } from "../files/columns.ts";
import { imagePath } from "../files/image_files.ts";
import { SPLIT_WORDS } from "../files/split_words.ts";
import type { TableConfig } from "./config.ts";
import { readLabels, type TableLabels } from "./labels.ts";
import type { Row, Table } from "./rows.ts";
import { stratifiedSplit } from "./split.ts";

/** A table's studies. */
export interface Studies {
  readonly labelNames: readonly string[];
  readonly examples: readonly Example[];
  /** Path of each example's image below the root. */
  readonly images: readonly string[];
}

/**
 * Reads every row.
 *
 * @throws {Error} naming file and row, for a missing column, an image outside the root, a study named
 * twice, an unknown split, or a patient in two splits.
 */
export function readStudies(config: TableConfig, table: Table): Studies {
  const { columns } = config;
  checkColumns(config.file, Object.values(columns).flat(), table.columns);
  const { rows } = table;
  const images = rows.map((row) =>
    imagePath(config.images, required(row, columns.image), row.place)
  );
  const ids = rows.map((row) => required(row, columns.id ?? columns.image));
  refuseTwice(ids, rows, "study");
  const patients = rows.map((row, i) => columns.patient ? required(row, columns.patient) : ids[i]!);
  const labels = readLabels(rows, columns);
  const splits = splitsOf(config, rows, patients, labels.values);
  refuseLeaks(patients, splits, rows);
  const examples = rows.map((row, i): Example => ({
    id: ids[i]!,
    patient: patients[i]!,
    split: splits[i]!,
    text: columns.text ? (row.cells[columns.text] ?? "") : "",
    labels: labels.values[i]!,
    questions: [],
  }));
  return { labelNames: labels.names, examples, images };
}

function splitsOf(
  { columns, split }: TableConfig,
  rows: readonly Row[],
  patients: readonly string[],
  labels: TableLabels["values"],
): Split[] {
  if (typeof split === "string") return rows.map(() => "train"); // the file gives the right ones
  if (columns.split !== undefined) return rows.map((row) => splitOf(row, columns.split!));
  const units = patients.map((patient, i) => ({ patient, stratum: JSON.stringify(labels[i]) }));
  return stratifiedSplit(units, split);
}

function required(row: Row, column: string): string {
  const cell = row.cells[column] ?? "";
  if (cell === "") {
    throw new Error(`Cannot read column "${column}" of row ${row.place}: it is empty, fill it in`);
  }
  return cell;
}

function splitOf(row: Row, column: string): Split {
  const word = required(row, column);
  const split = SPLIT_WORDS.get(word.trim().toLowerCase());
  if (!split) {
    throw new Error(
      `Cannot read the split of row ${row.place}: "${word}", expected train, valid or test`,
    );
  }
  return split;
}

function refuseTwice(names: readonly string[], rows: readonly Row[], what: string): void {
  const first = new Map<string, string>();
  names.forEach((name, i) => {
    const before = first.get(name);
    const { place } = rows[i]!;
    if (before !== undefined) {
      throw new Error(
        `Cannot read row ${place}: ${what} "${name}" is already in row ${before}, ` +
          `give every ${what} its own id`,
      );
    }
    first.set(name, place);
  });
}

function refuseLeaks(
  patients: readonly string[],
  splits: readonly Split[],
  rows: readonly Row[],
): void {
  const first = new Map<string, number>();
  patients.forEach((patient, i) => {
    const before = first.get(patient) ?? i;
    first.set(patient, before);
    if (splits[before] !== splits[i]) {
      throw new Error(
        `Cannot use the split of row ${rows[i]!.place}: patient "${patient}" is in ${splits[i]}, ` +
          `but in ${splits[before]} in row ${rows[before]!.place}`,
      );
    }
  });
}

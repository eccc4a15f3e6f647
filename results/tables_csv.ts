/**
 * `tables.csv`.
 *
 * @module
 */
import { csvLine } from "./csv.ts";
import { findReference, type Reference } from "./references.ts";
import { allCells, type Results } from "./results.ts";

const HEADER = "task,variant,pretrain,finetune,test,seed,status,metric,value,reference,difference";

/**
 * All metrics of all cells in long form (RFC 4180, lines end in `\n`): one line per cell and metric,
 * values with all their digits. An undefined value is empty; a cell that is not done has one line
 * without metric and value. `reference` is the published value, empty where none is known, and
 * `difference` the value minus that.
 */
export function tablesCsv(results: Results, references: readonly Reference[] = []): string {
  const lines = allCells(results).flatMap((cell) => {
    const { task, variant, transfer, seed, status, metrics } = cell;
    const { pretrain, finetune, test } = transfer;
    const rows = status === "done" ? Object.entries(metrics) : [["", null] as const];
    return rows.map(([metric, value]) => {
      const reference = findReference(references, { ...cell, metric })?.value ?? null;
      const difference = value === null || reference === null ? null : value - reference;
      const place = [task, variant, pretrain, finetune, test, seed, status, metric];
      return csvLine([...place, value ?? "", reference ?? "", difference ?? ""]);
    });
  });
  return [HEADER, ...lines].join("\n") + "\n";
}

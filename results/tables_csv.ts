/**
 * `tables.csv`.
 *
 * @module
 */
import { allCells, type Results } from "./results.ts";

const HEADER = "task,variant,pretrain,finetune,test,seed,status,metric,value";

/**
 * All metrics of all cells in long form (RFC 4180, lines end in `\n`): one line per cell and metric,
 * values with all their digits. An undefined value is empty; a cell that is not done has one line
 * without metric and value.
 */
export function tablesCsv(results: Results): string {
  const lines = allCells(results).flatMap(({ task, variant, transfer, seed, status, metrics }) => {
    const { pretrain, finetune, test } = transfer;
    const rows = status === "done" ? Object.entries(metrics) : [["", null] as const];
    return rows.map(([metric, value]) =>
      [task, variant, pretrain, finetune, test, seed, status, metric, value ?? ""].map(field).join()
    );
  });
  return [HEADER, ...lines].join("\n") + "\n";
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A report on a dataset as text.
 *
 * @module
 */

import { SPLITS } from "./counts.ts";
import type { DatasetReport } from "./verify.ts";

/** One page: counts, findings, labels. */
export function reportText({ name, kind, counts, prevalence, findings }: DatasetReport): string {
  const columns = [...SPLITS, "all"] as const;
  const rows = (["studies", "patients", "reports", "questions"] as const).map((what) => {
    return [what, ...columns.map((split) => counts[split][what])];
  });
  const labels = prevalence.map(({ label, positives }) => {
    const own = SPLITS.map((split) => positives[split]);
    return [label, ...own, own.reduce((sum, one) => sum + one, 0)];
  });
  const lines = findings.flatMap(({ level, text, examples }) => [
    `${level}: ${text}`,
    ...examples.map((example) => `  ${example}`),
  ]);
  return [
    `${name} (${kind})`,
    ...aligned([["", ...columns], ...rows]),
    "",
    ...findings.length > 0 ? lines : ["Nothing was found."],
    ...labels.length > 0 ? ["", ...aligned([["studies with", ...columns], ...labels])] : [],
  ].join("\n");
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly (string | number)[])[]): string[] {
  const width = (k: number) => Math.max(...rows.map((row) => `${row[k]}`.length));
  const widths = rows[0]!.map((_, k) => width(k));
  return rows.map((row) =>
    row.map((cell, k) => k === 0 ? `${cell}`.padEnd(widths[0]!) : `${cell}`.padStart(widths[k]!))
      .join("  ")
  );
}

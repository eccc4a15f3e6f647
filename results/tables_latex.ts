/**
 * `tables.tex`.
 *
 * @module
 */
import type { Results } from "./results.ts";
import { buildTables, type Entry, seedsTitle, type Table, type TableRow } from "./tables.ts";

const ESCAPES: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "→": "$\\rightarrow$",
  "–": "--",
};

/** The tables of a run as LaTeX `table` environments; the document needs `\usepackage{booktabs}`. */
export function tablesLatex(results: Results): string {
  const seeds = seedsTitle(results);
  return buildTables(results).map((table) => environment(table, seeds)).join("\n");
}

function environment(table: Table, seeds: string): string {
  const { metrics, transfers, rows } = table;
  const span = transfers.length;
  const groups = metrics.map((metric) => `\\multicolumn{${span}}{c}{${escape(metric)}}`);
  const rules = metrics.map((_, i) => `\\cmidrule(lr){${2 + i * span}-${1 + (i + 1) * span}}`);
  const heads = metrics.flatMap(() => transfers.map(escape));
  return `\\begin{table}
\\centering
\\caption{${escape(table.task)}, ${seeds}: mean $\\pm$ sample standard deviation over seeds}
\\begin{tabular}{l${"r".repeat(heads.length)}}
\\toprule
${line(["", ...groups])}
${rules.join(" ")}
${line(["", ...heads])}
\\midrule
${rows.flatMap(body).join("\n")}
\\bottomrule
\\end{tabular}
\\end{table}
`;
}

function body(row: TableRow, index: number): string[] {
  const text = line([escape(row.title), ...row.entries.map(cell)]);
  return row.chance && index > 0 ? ["\\midrule", text] : [text];
}

function cell(entry: Entry | undefined): string {
  if (!entry) return "";
  const { mean, sd, best, notes } = entry;
  if (mean === undefined) return notes.join(", ");
  const value = (best ? `\\textbf{${mean}}` : escape(mean)) + (sd ? ` $\\pm$ ${sd}` : "");
  return [value, ...notes].join(", ");
}

function line(cells: readonly string[]): string {
  return `${cells.join(" & ")} \\\\`;
}

function escape(text: string): string {
  return text.replace(/[\\~^→–&%$#_{}]/g, (mark) => ESCAPES[mark] ?? `\\${mark}`);
}

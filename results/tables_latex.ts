/**
 * `tables.tex`.
 *
 * @module
 */
import type { Results } from "./results.ts";
import { type Entry, spread } from "./table_entry.ts";
import type { Mark } from "./table_marks.ts";
import { buildTables, seedsTitle, type Table, type TableExtras, type TableRow } from "./tables.ts";

const ESCAPES: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "→": "$\\rightarrow$",
  "–": "--",
  "†": "$^{\\dagger}$",
  "α": "$\\alpha$",
  "±": "$\\pm$",
};

const MARKED: Record<Mark, (mean: string) => string> = {
  best: (mean) => `\\textbf{${mean}}`,
  tied: (mean) => `${mean}$^{\\dagger}$`,
  top: (mean) => `\\textit{${mean}}`,
};

/** What a document needs. */
const PACKAGES = "% \\usepackage{booktabs,graphicx}\n";

/** Before a tabular and its closing brace: makes it as narrow as the line if it is wider. */
const FITTED = "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%";

/** The tables of a run as LaTeX `table` environments, below a comment that names their packages. */
export function tablesLatex(results: Results, extras?: TableExtras): string {
  const seeds = seedsTitle(results);
  const tables = buildTables(results, extras).map((table) => environment(table, seeds));
  return PACKAGES + tables.join("\n");
}

function environment(table: Table, seeds: string): string {
  const { metrics, transfers, rows, notes } = table;
  const span = transfers.length;
  const groups = metrics.map((metric) => `\\multicolumn{${span}}{c}{${escape(metric)}}`);
  const rules = metrics.map((_, i) => `\\cmidrule(lr){${2 + i * span}-${1 + (i + 1) * span}}`);
  const steps = transfers.map((transfer) => transfer.split("→").map(escape));
  const heads = ["Pre-training", "Fine-tuning", "Test"].map((step, i) => {
    return line([step, ...metrics.flatMap(() => steps.map((names) => names[i]!))]);
  });
  return `\\begin{table}
\\centering
\\caption{${escape(table.task)}, ${seeds}: mean $\\pm$ sample standard deviation over seeds}
${FITTED}
\\begin{tabular}{l${"r".repeat(metrics.length * span)}}
\\toprule
${line(["", ...groups])}
${rules.join(" ")}
${heads.join("\n")}
\\midrule
${rows.flatMap(body).join("\n")}
\\bottomrule
\\end{tabular}}${notes.map((note) => `\n\n\\footnotesize ${escape(note)}`).join("")}
\\end{table}
`;
}

function body(row: TableRow, index: number): string[] {
  const text = line([escape(row.title), ...row.entries.map(cell)]);
  return row.chance && index > 0 ? ["\\midrule", text] : [text];
}

function cell(entry: Entry | undefined): string {
  if (!entry) return "";
  const { mean, mark, notes, reference } = entry;
  const marked = mean !== undefined && mark ? MARKED[mark](mean) : mean && escape(mean);
  const value = marked === undefined ? [] : [marked + escape(spread(entry))];
  const text = [...value, ...notes].join(", ");
  return text + (reference ? ` (${reference.replace(/([+-])(?=[.\d])/, "$$$1$$")})` : "");
}

function line(cells: readonly string[]): string {
  return `${cells.join(" & ")} \\\\`;
}

function escape(text: string): string {
  return text.replace(/[\\~^→–†α±&%$#_{}]/g, (mark) => ESCAPES[mark] ?? `\\${mark}`);
}

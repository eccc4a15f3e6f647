/**
 * The files of a run: `results.json` and the tables made from it.
 *
 * @module
 */
import { join } from "node:path";
import type { Results } from "../results/results.ts";
import { tablesCsv } from "../results/tables_csv.ts";
import { tablesLatex } from "../results/tables_latex.ts";
import { tablesMarkdown } from "../results/tables_markdown.ts";

/** Writes results and tables into a folder. */
export async function writeReport(results: Results, out: string): Promise<void> {
  await Deno.mkdir(out, { recursive: true });
  const files = {
    "results.json": JSON.stringify(results, null, 2) + "\n",
    "tables.md": tablesMarkdown(results),
    "tables.tex": tablesLatex(results),
    "tables.csv": tablesCsv(results),
  };
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(out, name), text);
}

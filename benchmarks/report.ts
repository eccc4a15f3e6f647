/**
 * The files of a run: `results.json` and the tables made from it.
 *
 * @module
 */
import { join } from "node:path";
import { loadReferences } from "../results/references.ts";
import type { Results } from "../results/results.ts";
import { tablesCsv } from "../results/tables_csv.ts";
import { tablesHtml } from "../results/tables_html.ts";
import { tablesLatex } from "../results/tables_latex.ts";
import { tablesMarkdown } from "../results/tables_markdown.ts";

/** Writes results and tables, with published values beside, into a folder. */
export async function writeReport(results: Results, out: string): Promise<void> {
  await Deno.mkdir(out, { recursive: true });
  const { references } = await loadReferences();
  const files = {
    "results.json": JSON.stringify(results, null, 2) + "\n",
    "tables.md": tablesMarkdown(results, { references }),
    "tables.tex": tablesLatex(results, { references }),
    "tables.csv": tablesCsv(results, references),
    "tables.html": tablesHtml(results, { references }),
  };
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(out, name), text);
}

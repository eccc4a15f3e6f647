/**
 * The files of a run: `predictions/`, the tables, and `results.json`, which says what holds.
 *
 * @module
 */
import { join } from "node:path";
import { loadReferences } from "../results/references.ts";
import { tablesCsv } from "../results/tables_csv.ts";
import { tablesHtml } from "../results/tables_html.ts";
import { tablesLatex } from "../results/tables_latex.ts";
import { tablesMarkdown } from "../results/tables_markdown.ts";
import { cellId, isCellId } from "./cells.ts";
import type { Collected } from "./collect.ts";

const PREDICTIONS = ".jsonl";

/**
 * Writes the files of a run into a folder, in place of those of an earlier one; published values
 * stand beside in the tables.
 *
 * Predictions come first and `results.json` last and at once, so that what it names is there.
 * Files that no run writes stay.
 */
export async function writeReport({ results, predictions }: Collected, out: string): Promise<void> {
  const { references } = await loadReferences();
  const folder = join(out, "predictions");
  await Deno.mkdir(folder, { recursive: true });
  const written = new Set<string>();
  for (const [cell, lines] of predictions) {
    const name = cellId(cell) + PREDICTIONS;
    await Deno.writeFile(join(folder, name), lines);
    written.add(name);
  }
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const isOurs = isFile && name.endsWith(PREDICTIONS) &&
      isCellId(name.slice(0, -PREDICTIONS.length));
    if (isOurs && !written.has(name)) await Deno.remove(join(folder, name));
  }
  const tables = {
    "tables.md": tablesMarkdown(results, { references }),
    "tables.tex": tablesLatex(results, { references }),
    "tables.csv": tablesCsv(results, references),
    "tables.html": tablesHtml(results, { references }),
  };
  for (const [name, text] of Object.entries(tables)) {
    await Deno.writeTextFile(join(out, name), text);
  }
  const unnamed = join(out, ".results.json");
  await Deno.writeTextFile(unnamed, JSON.stringify(results, null, 2) + "\n");
  await Deno.rename(unnamed, join(out, "results.json"));
}

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
import { type Cell, cellId, isCellId } from "./cells.ts";
import type { Collected } from "./collect.ts";

/** The folder of the predictions, in a run's folder. */
export const PREDICTIONS = "predictions";

/** Name of a cell's predictions file. */
export function predictionsFile(cell: Cell): string {
  return `${cellId(cell)}.jsonl`;
}

/** Whether a run may have written a predictions file of this name. */
export function isPredictionsFile(name: string): boolean {
  return name.endsWith(".jsonl") && isCellId(name.slice(0, -".jsonl".length));
}

/** Every file of a run that is made from its results: its text, by name. */
export async function derivedFiles({ results }: Collected): Promise<Record<string, string>> {
  const { references } = await loadReferences();
  return {
    "tables.md": tablesMarkdown(results, { references }),
    "tables.tex": tablesLatex(results, { references }),
    "tables.csv": tablesCsv(results, references),
    "tables.html": tablesHtml(results, { references }),
  };
}

/**
 * Writes the files of a run into a folder, in place of those of an earlier one; published values
 * stand beside in the tables.
 *
 * Predictions come first and `results.json` last and at once, so that what it names is there.
 * Files that no run writes stay.
 */
export async function writeReport(collected: Collected, out: string): Promise<void> {
  const { results, predictions } = collected;
  const folder = join(out, PREDICTIONS);
  await Deno.mkdir(folder, { recursive: true });
  const written = new Set<string>();
  for (const [cell, lines] of predictions) {
    const name = predictionsFile(cell);
    await Deno.writeFile(join(folder, name), lines);
    written.add(name);
  }
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && isPredictionsFile(name) && !written.has(name)) {
      await Deno.remove(join(folder, name));
    }
  }
  for (const [name, text] of Object.entries(await derivedFiles(collected))) {
    await Deno.writeTextFile(join(out, name), text);
  }
  const unnamed = join(out, ".results.json");
  await Deno.writeTextFile(unnamed, JSON.stringify(results, null, 2) + "\n");
  await Deno.rename(unnamed, join(out, "results.json"));
}

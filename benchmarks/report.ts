/**
 * The files of a run: `predictions/`, `qualitative/`, the tables, the page, the figures, and
 * `results.json`, which says what holds.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exhibitsHtml } from "../results/exhibits_html.ts";
import { pageHtml } from "../results/page/page.ts";
import { loadReferences } from "../results/references.ts";
import { tablesCsv } from "../results/tables_csv.ts";
import { tablesHtml } from "../results/tables_html.ts";
import { tablesLatex } from "../results/tables_latex.ts";
import { tablesMarkdown } from "../results/tables_markdown.ts";
import { type Cell, cellId, isCellId } from "./cells.ts";
import type { Collected } from "./collect.ts";
import { figuresOf, writeFigures } from "./report_figures.ts";

/** The folder of the predictions, in a run's folder. */
export const PREDICTIONS = "predictions";

/** Name of a cell's predictions file. */
export function predictionsFile(cell: Cell): string {
  return `${cellId(cell)}.jsonl`;
}

/** Whether a run may have written a file of this name for a cell. */
export function isCellFile(name: string): boolean {
  const [, cell] = /^(.*)\.(?:jsonl?|html)$/.exec(name) ?? [];
  return cell !== undefined && isCellId(cell);
}

/** What the cells with something to look at left, in a run's folder. */
export const QUALITATIVE = "qualitative";

/** The folder of the figures, in a run's folder. */
export const FIGURES = "figures";

/** What is made from what was collected: texts by name, in a run's folder and in two below it. */
export interface DerivedFiles {
  /** The tables and the page. */
  readonly texts: ReadonlyMap<string, string>;
  readonly qualitative: ReadonlyMap<string, string>;
  /** SVG, by the name of the figure. */
  readonly figures: ReadonlyMap<string, string>;
}

/** Makes everything but `predictions/` and `results.json`; published values stand beside. */
export async function derivedFiles(collected: Collected): Promise<DerivedFiles> {
  const { results, exhibits, records } = collected;
  const { references } = await loadReferences();
  const shown = [...exhibits.values()];
  return {
    texts: new Map([
      ["tables.md", tablesMarkdown(results, { references })],
      ["tables.tex", tablesLatex(results, { references })],
      ["tables.csv", tablesCsv(results, references)],
      ["tables.html", tablesHtml(results, { references })],
      ["index.html", pageHtml(results, { references, records, exhibits: shown })],
    ]),
    qualitative: new Map([...exhibits].flatMap(([cell, shown]) => [
      [`${cellId(cell)}.json`, JSON.stringify(shown) + "\n"],
      [`${cellId(cell)}.html`, exhibitsHtml(shown)],
    ])),
    figures: figuresOf(collected),
  };
}

/**
 * Writes the files of a run into a folder, in place of those of an earlier one.
 *
 * What the cells left comes first and `results.json` last and at once, so that what it names is there.
 * Files that no run writes stay.
 */
export async function writeReport(collected: Collected, out: string): Promise<void> {
  const { texts, qualitative, figures } = await derivedFiles(collected);
  const predictions = [...collected.predictions].map(([cell, lines]) => {
    return [predictionsFile(cell), lines] as const;
  });
  await writeFolder(join(out, PREDICTIONS), new Map(predictions));
  const shown = join(out, QUALITATIVE);
  if (qualitative.size > 0 || existsSync(shown)) await writeFolder(shown, qualitative);
  for (const [name, text] of texts) await Deno.writeTextFile(join(out, name), text);
  await writeFigures(figures, join(out, FIGURES));
  const unnamed = join(out, ".results.json");
  await Deno.writeTextFile(unnamed, JSON.stringify(collected.results, null, 2) + "\n");
  await Deno.rename(unnamed, join(out, "results.json"));
}

/** Writes the files of the cells, and removes those of other cells. */
async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Promise.all([...files].map(([name, content]) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return Deno.writeFile(join(folder, name), bytes);
  }));
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && isCellFile(name) && !files.has(name)) await Deno.remove(join(folder, name));
  }
}

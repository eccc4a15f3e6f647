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
import { writeFigures } from "./report_figures.ts";

const encoder = new TextEncoder();
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
export async function derivedFiles(
  { results }: Pick<Collected, "results">,
): Promise<Record<string, string>> {
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
 * What the cells left comes first and `results.json` last and at once, so that what it names is there.
 * Files that no run writes stay.
 */
export async function writeReport(collected: Collected, out: string): Promise<void> {
  const { results, predictions, exhibits, records } = collected;
  const { references } = await loadReferences();
  await writeFolder(join(out, PREDICTIONS), filesOf(predictions, { jsonl: (lines) => lines }));
  const pages = filesOf(exhibits, {
    json: (shown) => encoder.encode(JSON.stringify(shown) + "\n"),
    html: (shown) => encoder.encode(exhibitsHtml(shown)),
  });
  const qualitative = join(out, "qualitative");
  if (pages.size > 0 || existsSync(qualitative)) await writeFolder(qualitative, pages);
  const page = pageHtml(results, { references, records, exhibits: [...exhibits.values()] });
  const texts = { ...await derivedFiles(collected), "index.html": page };
  for (const [name, text] of Object.entries(texts)) {
    await Deno.writeTextFile(join(out, name), text);
  }
  await writeFigures(collected, join(out, "figures"));
  const unnamed = join(out, ".results.json");
  await Deno.writeTextFile(unnamed, JSON.stringify(results, null, 2) + "\n");
  await Deno.rename(unnamed, join(out, "results.json"));
}

type Files = ReadonlyMap<string, Uint8Array>;

/** A file per cell and ending. */
function filesOf<T>(
  cells: ReadonlyMap<Cell, T>,
  kinds: Readonly<Record<string, (value: T) => Uint8Array>>,
): Files {
  return new Map(
    [...cells].flatMap(([cell, value]) =>
      Object.entries(kinds).map(([kind, bytes]) =>
        [`${cellId(cell)}.${kind}`, bytes(value)] as const
      )
    ),
  );
}

/** Writes the files of the cells, and removes those of other cells. */
async function writeFolder(folder: string, files: Files): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await Deno.writeFile(join(folder, name), bytes);
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const [, cell] = /^(.*)\.(?:jsonl?|html)$/.exec(name) ?? [];
    const isOurs = isFile && cell !== undefined && isCellId(cell);
    if (isOurs && !files.has(name)) await Deno.remove(join(folder, name));
  }
}

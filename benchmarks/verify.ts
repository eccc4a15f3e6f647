/**
 * Whether the files of a run still say the same: metrics and comparisons from `predictions/`; tables, page,
 * exhibits and figures from `results.json` and the store.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { CellExhibits } from "../results/exhibits.ts";
import { parseResults, type ResultCell, type Results } from "../results/results.ts";
import type { Metrics } from "../tasks/task.ts";
import type { Cell } from "./cells.ts";
import { collectRecords, exhibitsOf } from "./collect_records.ts";
import { parsePredictions } from "./predictions.ts";
import {
  type DerivedFiles,
  derivedFiles,
  FIGURES,
  isCellFile,
  PREDICTIONS,
  predictionsFile,
  QUALITATIVE,
} from "./report.ts";
import { FIGURE_NAMES, pictureProblem } from "./report_figures.ts";
import { Store } from "./store.ts";
import { namesIfThere, readIfThere } from "./store_files.ts";
import { comparisonProblems } from "./verify_comparisons.ts";

/** Something that does not match. */
export interface Difference {
  /** Relative to the run's folder. */
  readonly file: string;
  /** What is wrong with it, in words. */
  readonly problem: string;
}

export interface Verification {
  readonly differences: readonly Difference[];
  /** Keys of the cells' stages that are not in the store: nothing of them can be shown again. */
  readonly missing: readonly string[];
  /** What was computed or made again. */
  readonly cells: number;
  readonly metrics: number;
  /** Columns of tables. */
  readonly comparisons: number;
  readonly files: number;
}

type Predictions = ReadonlyMap<Results["cells"][number], Uint8Array<ArrayBuffer>>;

/**
 * Computes metrics and comparisons of a run's folder again and makes its files again, and compares every
 * digit.
 *
 * Baselines keep no predictions, and scores that were imported come from elsewhere: these metrics are
 * compared between `results.json` and the files alone.
 *
 * @param storeDir Where the run's stages are: the page shows their configuration, logs and exhibits.
 * @throws {SyntaxError} If `results.json` is not as expected.
 * @throws {Deno.errors.NotFound} If there is none.
 */
export async function verifyResults(out: string, storeDir: string): Promise<Verification> {
  const source = join(out, "results.json");
  const results = parseResults(await Deno.readTextFile(source), source);
  const differences: Difference[] = [];
  const store = await Store.open(storeDir, {
    onDamage: ({ kind, key, reason }) =>
      differences.push({ file: join(storeDir, kind, key), problem: reason }),
  });
  const { predictions, metrics } = await verifyPredictions(out, results, differences);
  const { problems, comparisons } = await comparisonProblems(results, predictions);
  differences.push(...problems.map((problem) => ({ file: "results.json", problem })));
  const records = await collectRecords(results.cells, store);
  const exhibits = await collectExhibits(results, store);
  const derived = await derivedFiles({ results, predictions, exhibits, records });
  const files = await verifyFiles(out, derived, differences);
  const keys = results.cells.flatMap(({ stages }) => Object.values(stages));
  const missing = [...new Set(keys)].filter((key) => key !== null && !records.has(key));
  return {
    ...{ differences, missing: missing as string[] },
    ...{ cells: predictions.size, metrics, comparisons, files },
  };
}

/** Compares the metrics of the cells; gives the predictions that can be read. */
async function verifyPredictions(
  out: string,
  { cells, scores }: Results,
  differences: Difference[],
): Promise<{ predictions: Predictions; metrics: number }> {
  const { taskOf } = await import("../tasks/registry.ts");
  const imported = new Set(scores?.map(({ metric }) => metric));
  const expected = new Set<string>();
  const predictions = new Map<Results["cells"][number], Uint8Array<ArrayBuffer>>();
  let metrics = 0;
  for (const cell of cells) {
    if (cell.status !== "done") continue;
    const file = predictionsFile(cell);
    expected.add(file);
    const differ = (problem: string) =>
      differences.push({ file: `${PREDICTIONS}/${file}`, problem });
    const bytes = await readIfThere(join(out, PREDICTIONS, file));
    if (bytes === undefined) {
      differ("it is missing");
      continue;
    }
    if (createHash("sha256").update(bytes).digest("hex") !== cell.predictions) {
      differ("it was changed: its digest is not the one in results.json");
    }
    if (cell.scoring === undefined) {
      differ("its metrics cannot be computed: results.json has no scoring of it");
      continue;
    }
    let again: Metrics;
    try {
      again = taskOf(cell.scoring.task).score(parsePredictions(bytes), cell.scoring);
    } catch (error) {
      differ(`its metrics cannot be computed: ${(error as Error).message}`);
      continue;
    }
    predictions.set(cell, bytes);
    metrics += Object.keys(again).length;
    for (const problem of metricDifferences(cell, again, imported)) differ(problem);
  }
  for (const file of await strayFiles(join(out, PREDICTIONS), expected)) {
    const problem = "no cell of results.json is done";
    differences.push({ file: `${PREDICTIONS}/${file}`, problem });
  }
  return { predictions, metrics };
}

/** What the evaluations in the store have to look at. */
async function collectExhibits(
  { cells }: Results,
  store: Store,
): Promise<ReadonlyMap<Cell, CellExhibits>> {
  const exhibits = new Map<Cell, CellExhibits>();
  for (const cell of cells) {
    if (cell.status !== "done" || cell.stages.evaluate === null) continue;
    const artifact = await store.lookup({ kind: "evaluate", key: cell.stages.evaluate });
    const shown = artifact && exhibitsOf(cell, artifact);
    if (shown) exhibits.set(cell, shown);
  }
  return exhibits;
}

/** Compares what lies in the folder with what was made again, and counts that. */
async function verifyFiles(
  out: string,
  { texts, qualitative, figures }: DerivedFiles,
  differences: Difference[],
): Promise<number> {
  const drawings = [...figures].map(([name, svg]) => [`${FIGURES}/${name}.svg`, svg] as const);
  const shown = [...qualitative].map(([name, text]) => [`${QUALITATIVE}/${name}`, text] as const);
  for (const [file, text] of [...texts, ...shown, ...drawings]) {
    const bytes = await readIfThere(join(out, file));
    const problem = bytes === undefined ? "it is missing" : textDifference(bytes, text);
    if (problem !== undefined) differences.push({ file, problem });
  }
  for (const [name, svg] of figures) {
    const problem = await pictureProblem(join(out, FIGURES), name, svg);
    if (problem !== undefined) differences.push({ file: `${FIGURES}/${name}.png`, problem });
  }
  const stray = (folder: string, files: string[], problem: string) => {
    differences.push(...files.map((name) => ({ file: `${folder}/${name}`, problem })));
  };
  const unnamed = await strayFiles(join(out, QUALITATIVE), new Set(qualitative.keys()));
  stray(QUALITATIVE, unnamed, "no evaluation in the store has it");
  const possible = FIGURE_NAMES.filter((name) => !figures.has(name));
  const undrawn = (await namesIfThere(join(out, FIGURES))).filter((file) =>
    possible.some((name) => file === `${name}.svg` || file === `${name}.png`)
  );
  stray(FIGURES, undrawn, "there is no data for it");
  return texts.size + qualitative.size + 2 * figures.size;
}

/** Files that a run may have written for a cell, but that are not expected. */
async function strayFiles(folder: string, expected: ReadonlySet<string>): Promise<string[]> {
  const names = await namesIfThere(folder);
  return names.filter((name) => isCellFile(name) && !expected.has(name));
}

function metricDifferences(
  { metrics }: ResultCell,
  again: Metrics,
  imported: ReadonlySet<string>,
): string[] {
  return [...new Set([...Object.keys(metrics), ...Object.keys(again)])].flatMap((name) => {
    if (imported.has(name)) return [];
    const [kept, computed] = [metrics[name], again[name]];
    if (Object.is(kept, computed)) return [];
    const shown = (value: number | null | undefined) => value === undefined ? "not there" : value;
    return [`${name} is ${shown(kept)} in results.json, but ${shown(computed)} by the predictions`];
  });
}

function textDifference(bytes: Uint8Array, expected: string): string | undefined {
  const [is, was] = [new TextDecoder().decode(bytes), expected].map((text) => text.split("\n"));
  const line = is!.findIndex((text, i) => text !== was![i]);
  if (line === -1 && is!.length === was!.length) return undefined;
  return `line ${(line === -1 ? is!.length : line) + 1} is not as it is made again`;
}

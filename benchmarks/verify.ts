/**
 * Whether the files of a run still say the same: every metric and comparison from `predictions/`, every
 * table from `results.json`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  parseResults,
  type ResultCell,
  type ResultComparison,
  type Results,
} from "../results/results.ts";
import type { Metrics, Prediction } from "../tasks/task.ts";
import { columnsOf, compare } from "./compare.ts";
import { parsePredictions } from "./predictions.ts";
import { derivedFiles, isPredictionsFile, PREDICTIONS, predictionsFile } from "./report.ts";
import { namesIfThere } from "./store_files.ts";

/** Something that does not match. */
export interface Difference {
  /** Relative to the run's folder. */
  readonly file: string;
  /** What is wrong with it, in words. */
  readonly problem: string;
}

export interface Verification {
  readonly differences: readonly Difference[];
  /** What was computed again. */
  readonly cells: number;
  readonly metrics: number;
  /** Columns whose rows were compared again. */
  readonly comparisons: number;
  readonly tables: number;
}

/**
 * Computes the metrics, comparisons and tables of a run's folder again and compares every digit.
 *
 * Baselines keep no predictions, and scores that were imported come from elsewhere: these metrics are
 * compared between `results.json` and the tables alone.
 *
 * @throws {SyntaxError} If `results.json` is not as expected.
 * @throws {Deno.errors.NotFound} If there is none.
 */
export async function verifyResults(out: string): Promise<Verification> {
  const source = join(out, "results.json");
  const results = parseResults(await Deno.readTextFile(source), source);
  const { taskOf } = await import("../tasks/registry.ts");
  const differences: Difference[] = [];
  const expected = new Set<string>();
  const imported = new Set(results.scores?.map(({ metric }) => metric));
  const intact = new Map<Results["cells"][number], Prediction[]>();
  let metrics = 0;
  for (const cell of results.cells) {
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
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (digest !== cell.predictions) {
      differ("it was changed: its digest is not the one in results.json");
    }
    if (cell.scoring === undefined) {
      differ("its metrics cannot be computed: results.json has no scoring of it");
      continue;
    }
    let again: Metrics;
    try {
      const predictions = parsePredictions(bytes);
      again = taskOf(cell.scoring.task).score(predictions, cell.scoring);
      if (digest === cell.predictions) intact.set(cell, predictions);
    } catch (error) {
      differ(`its metrics cannot be computed: ${(error as Error).message}`);
      continue;
    }
    metrics += Object.keys(again).length;
    for (const problem of metricDifferences(cell, again, imported)) differ(problem);
  }
  for (const name of await namesIfThere(join(out, PREDICTIONS))) {
    if (expected.has(name) || !isPredictionsFile(name)) continue;
    differences.push({
      file: `${PREDICTIONS}/${name}`,
      problem: "no cell of results.json is done",
    });
  }
  const { problems, comparisons } = await comparisonDifferences(results, intact, imported);
  differences.push(...problems.map((problem) => ({ file: "results.json", problem })));
  const files = await derivedFiles({ results });
  for (const [file, text] of Object.entries(files)) {
    const bytes = await readIfThere(join(out, file));
    const problem = bytes === undefined ? "it is missing" : textDifference(bytes, text);
    if (problem !== undefined) differences.push({ file, problem });
  }
  return {
    differences,
    cells: expected.size,
    metrics,
    comparisons,
    tables: Object.keys(files).length,
  };
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

/**
 * Compares again what has all its predictions; of the rest, files that are missing or were changed are
 * differences of their own.
 */
async function comparisonDifferences(
  { cells, comparisons = [], schema }: Results,
  intact: ReadonlyMap<ResultCell, Prediction[]>,
  imported: ReadonlySet<string>,
): Promise<{ problems: string[]; comparisons: number }> {
  const lost = new Set(
    cells.filter((cell) => cell.status === "done" && !intact.has(cell)).map(columnsOf),
  );
  const known = cells.flatMap((cell) => {
    const predictions = intact.get(cell);
    return predictions && !lost.has(columnsOf(cell)) ? [{ cell, predictions }] : [];
  });
  const again = schema === 2 ? [] : await compare(known);
  const named = (all: readonly ResultComparison[]) =>
    new Map(all.map((one) => [`${one.metric} of ${columnsOf(one)}`, one]));
  const [kept, computed] = [
    named(comparisons.filter((one) => !lost.has(columnsOf(one)) && !imported.has(one.metric))),
    named(again),
  ];
  const problems = [...new Set([...kept.keys(), ...computed.keys()])].flatMap((name) => {
    if (isDeepStrictEqual(kept.get(name), computed.get(name))) return [];
    return [`the comparison of ${name} is not what the predictions give`];
  });
  return { problems, comparisons: again.length };
}

function textDifference(bytes: Uint8Array, expected: string): string | undefined {
  const [is, was] = [new TextDecoder().decode(bytes), expected].map((text) => text.split("\n"));
  const line = is!.findIndex((text, i) => text !== was![i]);
  if (line === -1 && is!.length === was!.length) return undefined;
  return `line ${(line === -1 ? is!.length : line) + 1} is not what results.json gives`;
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

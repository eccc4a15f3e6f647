/**
 * Adds to results what the predictions say about differences between variants.
 *
 * A comparison takes seconds and depends on its cells' evaluations alone, so the store keeps it under
 * a key made of theirs. It is no stage of the plan: it compares the cells that are there, whichever
 * failed.
 *
 * @module
 */
import { join } from "node:path";
import type { ResultComparison, Results } from "../results/results.ts";
import { transferTitle } from "../results/tables.ts";
import { meanSums } from "../tasks/metrics/sums.ts";
import { cellId } from "./cells.ts";
import type { Collected } from "./collect.ts";
import type { PredictedCell } from "./compare_cells.ts";
import { type Column, compareColumns } from "./compare_columns.ts";
import { parsePredictions } from "./predictions.ts";
import { type Stage, stageKey } from "./stage.ts";
import { type Store, unlessDamaged, UnwritableStoreError } from "./store.ts";

/** Version of what compare_cells.ts computes of the same evaluations. */
const VERSION = 1;
const FILE = "comparisons.json";

type ResultCell = Results["cells"][number];

/** Results with the comparisons of their cells, from the store where they are there. */
export async function addComparisons(
  { results, predictions }: Pick<Collected, "results" | "predictions">,
  store: Store,
): Promise<Results> {
  const files = new Map([...predictions].map(([cell, bytes]) => [cellId(cell), bytes]));
  const comparisons: ResultComparison[] = [];
  const done = results.cells.filter(({ status }) => status === "done");
  for (const cells of Map.groupBy(done, columnsOf).values()) {
    const columns = await kept(stageOf(cells), store, () =>
      compared(cells.map((cell) => {
        return { cell, predictions: parsePredictions(files.get(cellId(cell))!) };
      })));
    comparisons.push(...columns.map((column) => placed(cells[0]!, column)));
  }
  return { ...results, comparisons };
}

/** The comparisons of cells, computed from their predictions. */
export async function compare(all: readonly PredictedCell[]): Promise<ResultComparison[]> {
  const comparisons: ResultComparison[] = [];
  for (const cells of Map.groupBy(all, ({ cell }) => columnsOf(cell)).values()) {
    comparisons.push(...(await compared(cells)).map((column) => placed(cells[0]!.cell, column)));
  }
  return comparisons;
}

/** A cell, and what was computed elsewhere of its predictions. */
export interface ScoredCell {
  readonly cell: ResultCell;
  /** By the prediction's id; null where there is no score. */
  readonly scores: ReadonlyMap<string, number | null>;
}

/** Comparisons by a metric that is the mean of scores. */
export function compareScores(metric: string, all: readonly ScoredCell[]): ResultComparison[] {
  return [...Map.groupBy(all, ({ cell }) => columnsOf(cell)).values()].flatMap((cells) =>
    compareColumns(cells.map(({ cell, scores }) => {
      const ids = [...scores.keys()].sort();
      const sums = meanSums({ [metric]: ids.map((id) => scores.get(id)!) });
      return { cell, statistics: { ids, sums } };
    })).map((column) => placed(cells[0]!.cell, column))
  );
}

/** Names the columns of tables that a cell has a row in. */
export function columnsOf({ task, transfer }: Pick<ResultCell, "task" | "transfer">): string {
  return `${task}, ${transferTitle(transfer)}`;
}

function placed({ task, transfer }: ResultCell, column: Column): ResultComparison {
  return { task, transfer, ...column };
}

async function compared(cells: readonly PredictedCell[]): Promise<Column[]> {
  // Loaded here: tasks bring the network, which a run that has all in its store does not need.
  const { compareCells } = await import("./compare_cells.ts");
  return compareCells(cells);
}

/** What the artifact of a comparison is of: the evaluations and the rows they stand for. */
function stageOf(cells: readonly ResultCell[]): Stage {
  const { scoring } = cells[0]!;
  const inputs = {
    kind: "compare" as const,
    step: scoring!.task,
    version: VERSION,
    config: {},
    inputs: Object.fromEntries(
      cells.map(({ variant, seed, stages }) => [`${variant}.${seed}`, stages.evaluate!]),
    ),
  };
  return { ...inputs, key: stageKey(inputs), title: `compare ${columnsOf(cells[0]!)}` };
}

/** The columns that the store has, or else what is computed and kept there. */
async function kept(
  stage: Stage,
  store: Store,
  compute: () => Promise<Column[]>,
): Promise<Column[]> {
  const artifact = await store.lookup(stage);
  const bytes = artifact && unlessDamaged(() => artifact.read(FILE));
  if (bytes) return JSON.parse(new TextDecoder().decode(bytes));
  const columns = await compute();
  try {
    await store.commit(stage, async (dir) => {
      await Deno.writeTextFile(join(dir, FILE), JSON.stringify(columns, null, 2) + "\n");
    });
  } catch (error) {
    // A store that only others fill serves all the same: this is computed again next time.
    if (!(error instanceof UnwritableStoreError)) throw error;
  }
  return columns;
}

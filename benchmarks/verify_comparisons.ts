/**
 * Whether the comparisons of a run are what its predictions give.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ResultComparison, Results } from "../results/results.ts";
import { columnsOf, compare } from "./compare.ts";
import { parsePredictions } from "./predictions.ts";

type ResultCell = Results["cells"][number];

/**
 * Compares the cells again whose predictions are those of the run, and says of every column that is
 * not the same what is wrong. Columns of a cell whose predictions are missing or were changed are left
 * out, and those by imported scores, which come from elsewhere.
 *
 * @param predictions Files that can be read.
 * @returns Also how many columns were compared.
 */
export async function comparisonProblems(
  { schema, cells, comparisons = [], scores }: Results,
  predictions: ReadonlyMap<ResultCell, Uint8Array>,
): Promise<{ problems: string[]; comparisons: number }> {
  const imported = new Set(scores?.map(({ metric }) => metric));
  const done = cells.filter(({ status }) => status === "done");
  const isIntact = (cell: ResultCell) => {
    const bytes = predictions.get(cell);
    return bytes !== undefined &&
      createHash("sha256").update(bytes).digest("hex") === cell.predictions;
  };
  const lost = new Set(done.filter((cell) => !isIntact(cell)).map(columnsOf));
  const known = done.filter((cell) => !lost.has(columnsOf(cell))).map((cell) => {
    return { cell, predictions: parsePredictions(predictions.get(cell)!) };
  });
  const kept = comparisons.filter((one) => !lost.has(columnsOf(one)) && !imported.has(one.metric));
  // Results of schema 2 have none.
  const again = schema === 2 ? [] : await compare(known);
  const [before, after] = [kept, again].map((all) =>
    new Map(all.map((one: ResultComparison) => [`${one.metric} of ${columnsOf(one)}`, one]))
  );
  const problems = [...new Set([...before!.keys(), ...after!.keys()])].flatMap((name) => {
    if (isDeepStrictEqual(before!.get(name), after!.get(name))) return [];
    return [`the comparison of ${name} is not what the predictions give`];
  });
  return { problems, comparisons: again.length };
}

/**
 * Cells grouped over seeds.
 *
 * @module
 */
import { type Interval, seedInterval } from "./statistics/mod.ts";
import type { ResultCell, ResultComparison, ResultTransfer, ResultVariant } from "./results.ts";

/** One metric over the seeds of a group. */
export interface Summary {
  /** Mean of the values that are not null; null if there is none. */
  readonly mean: number | null;
  /** Sample standard deviation (n - 1) of the values that are not null; null for fewer than two. */
  readonly sd: number | null;
  /**
   * 95 % confidence interval of the mean: over seeds, by Student's t; of one seed over test examples, if
   * the predictions were compared, else null.
   */
  readonly interval: Interval | null;
  /** How many values are not null. */
  readonly n: number;
  /** The value of every seed that is done, in the order of the seeds; null where undefined. */
  readonly values: readonly { readonly seed: number; readonly value: number | null }[];
}

/** The cells of one (variant, task, transfer). */
export interface Group {
  readonly variant: ResultVariant;
  readonly task: string;
  readonly transfer: ResultTransfer;
  /** Number of cells, and of those that failed or were skipped. */
  readonly cells: number;
  readonly failed: number;
  readonly skipped: number;
  /** Every metric of the cells that are done, by name. */
  readonly metrics: ReadonlyMap<string, Summary>;
}

/**
 * Groups cells over seeds; groups and metrics stand in the order of their first appearance.
 *
 * @param comparisons Of the columns of the cells, for intervals over test examples.
 */
export function aggregate(
  cells: readonly ResultCell[],
  comparisons: readonly ResultComparison[] = [],
): Group[] {
  const groups = Map.groupBy(
    cells,
    ({ variant, ...place }) => JSON.stringify([variant, idOf(place)]),
  );
  const columns = Map.groupBy(comparisons, idOf);
  return [...groups.values()].map((members) => {
    const { variant, task, transfer } = members[0]!;
    const done = members.filter((cell) => cell.status === "done").sort((a, b) => a.seed - b.seed);
    const names = new Set(done.flatMap((cell) => Object.keys(cell.metrics)));
    const compared = new Map(
      columns.get(idOf({ task, transfer }))?.flatMap(({ metric, rows }) =>
        rows.flatMap((row) => row.variant === variant ? [[metric, row.interval] as const] : [])
      ),
    );
    return {
      variant,
      task,
      transfer,
      cells: members.length,
      failed: members.filter((cell) => cell.status === "failed").length,
      skipped: members.filter((cell) => cell.status === "skipped").length,
      metrics: new Map(
        [...names].map((name) => [name, summarize(done, name, compared.get(name) ?? null)]),
      ),
    };
  });
}

/** Names the column group of a task and transfer. */
function idOf({ task, transfer }: Pick<ResultCell, "task" | "transfer">): string {
  return JSON.stringify([task, transfer.pretrain, transfer.finetune, transfer.test]);
}

function summarize(
  done: readonly ResultCell[],
  name: string,
  overExamples: Interval | null,
): Summary {
  const values = done.map(({ seed, metrics }) => ({ seed, value: metrics[name] ?? null }));
  const numbers = values.map(({ value }) => value).filter((value) => value !== null);
  const n = numbers.length;
  const mean = n === 0 ? null : numbers.reduce((sum, x) => sum + x, 0) / n;
  const sd = n < 2
    ? null
    : Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean!) ** 2, 0) / (n - 1));
  return { mean, sd, interval: n === 1 ? overExamples : seedInterval(numbers), n, values };
}

/**
 * Compares the variants of a task and transfer, example by example.
 *
 * @module
 */
import { Key } from "../model/random.ts";
import { compareRows, type Competitor, type PairedTest } from "../results/compare.ts";
import { metricOf, tableMetrics } from "../results/metrics.ts";
import { RESULT_VARIANTS, type ResultComparison, type Results } from "../results/results.ts";
import {
  bootstrapIntervals,
  delongInterval,
  delongTest,
  ExchangedAurocs,
  ExchangedSums,
  mcnemarTest,
  meanAuroc,
  placeAuroc,
  type PlacedAuroc,
  randomise,
} from "../results/statistics/mod.ts";
import type { Sums } from "../tasks/metrics/sums.ts";
import type { ExampleStatistics } from "../tasks/task.ts";
import { cellId } from "./cells.ts";

const KEY = Key.of(0).fold("compare");

type Cell = Results["cells"][number];

/** A cell that is done, and what tests take of its predictions. */
export interface ExaminedCell {
  readonly cell: Cell;
  readonly statistics: ExampleStatistics;
}

/** One column of a task and transfer. */
export type Column = Omit<ResultComparison, "task" | "transfer">;

type Variant = ResultComparison["best"];
type Interval = ResultComparison["rows"][number]["interval"];

/** The seeds of a row. */
type Row = ReadonlyMap<number, Seed>;

/** One cell. */
interface Seed extends Omit<ExampleStatistics, "sums"> {
  readonly sums: Omit<Sums, "addends"> & { readonly addends: readonly Float64Array[] };
  readonly metrics: Cell["metrics"];
  /** The AUROCs that tests can take. */
  readonly placed: ReadonlyMap<string, PlacedAuroc>;
}

/**
 * Compares the rows of every metric that tables show and the statistics hold.
 *
 * @param cells Of one task and transfer; with one example at least.
 * @throws {RangeError} If they are of different examples.
 */
export function compareColumns(cells: readonly ExaminedCell[]): Column[] {
  // What is kept for a set of cells must not depend on the order in which a spec names them.
  const order = ({ cell }: ExaminedCell) => RESULT_VARIANTS.indexOf(cell.variant);
  const sorted = cells.toSorted((a, b) => order(a) - order(b) || a.cell.seed - b.cell.seed);
  const all = sorted.map(({ cell, statistics }) => ({ cell, seed: seedOf(cell, statistics) }));
  checkExamples(all);
  const rows = new Map(
    [...Map.groupBy(all, ({ cell }) => cell.variant)].map(([variant, own]): [Variant, Row] => [
      variant,
      new Map(own.map(({ cell, seed }) => [cell.seed, seed])),
    ]),
  );
  const names = tableMetrics(new Set(cells.flatMap(({ cell }) => Object.keys(cell.metrics))));
  const first = all[0]!.seed;
  const { aurocs = {}, sums: { names: summed } } = first;
  // All metrics of two rows at once.
  const randomised = memoised((best: Variant, other: Variant, seeds: readonly number[]) => {
    const pairs = seeds.map((seed) => {
      return new ExchangedSums(rows.get(best)!.get(seed)!.sums, rows.get(other)!.get(seed)!.sums);
    });
    return randomise(pairs, KEY.fold("exchange"));
  });
  const intervals = intervalsOf(rows);

  return names.flatMap((metric): Column[] => {
    const test = testOf(all.map(({ seed }) => seed), metric);
    if (test === null) return [];
    const answers = first.accuracies?.[metric]?.filter((right) => right !== null);
    const examples = answers?.length ?? first.ids.length;
    const competitors = [...rows].map(([variant, seeds]): Competitor => ({
      variant,
      interval: intervals(variant, metric, examples),
      values: new Map([...seeds].map(([seed, { metrics }]) => [seed, metrics[metric] ?? null])),
    }));
    const compared = compareRows(competitors, {
      direction: metricOf(metric).direction,
      test(best, other, seeds): PairedTest | null {
        const [a, b] = [best, other].map((variant) =>
          seeds.map((seed) => rows.get(variant)!.get(seed)!)
        ) as [Seed[], Seed[]];
        if (test === "delong") return delongTest(placedMean(a, metric), placedMean(b, metric));
        if (test === "mcnemar") return mcnemarTest(answersOf(a, metric), answersOf(b, metric));
        if (metric in aurocs) return aurocTest(a, b, metric);
        return randomised(best, other, seeds)[summed.indexOf(metric)]!;
      },
    });
    return compared === null ? [] : [{ metric, test, examples, ...compared }];
  });
}

/** @throws {RangeError} naming the first cell that predicts other examples than the first one. */
function checkExamples(all: readonly { readonly cell: Cell; readonly seed: Seed }[]): void {
  const named = all.map(({ cell, seed: { ids } }) => ({ name: cellId(cell), ids }));
  const [first] = named;
  const expected = new Set(first!.ids);
  for (const { name, ids } of named) {
    const shared = new Set(ids).intersection(expected).size;
    if (shared === ids.length && shared === first!.ids.length) continue;
    throw new RangeError(
      `Cannot compare predictions of ${name}: expected the ${first!.ids.length} test examples of ` +
        `${first!.name}, each once, got ${ids.length}, ${shared} of them expected`,
    );
  }
}

function seedOf({ metrics }: Cell, { sums, ...statistics }: ExampleStatistics): Seed {
  const placed = Object.entries(statistics.aurocs ?? {}).flatMap(([metric, decisions]) => {
    const aurocs = decisions.map((own) => placeAuroc(own, statistics.ids.length));
    const known = aurocs.filter((auroc) => auroc !== null);
    const all = known.length > 0 && known.length === aurocs.length;
    return all ? [[metric, meanAuroc(known)] as const] : [];
  });
  const addends = sums.addends.map((own) => Float64Array.from(own));
  return {
    ...statistics,
    sums: { ...sums, addends },
    metrics,
    placed: new Map(placed),
  };
}

/** The test of a metric: DeLong's needs two positives and negatives of every label. */
function testOf(seeds: readonly Seed[], metric: string): Column["test"] | null {
  const { aurocs = {}, accuracies = {}, sums } = seeds[0]!;
  if (metric in aurocs) {
    return seeds.every(({ placed }) => placed.has(metric)) ? "delong" : "randomisation";
  }
  if (metric in accuracies) return "mcnemar";
  return sums.names.includes(metric) ? "randomisation" : null;
}

function placedMean(seeds: readonly Seed[], metric: string): PlacedAuroc {
  return meanAuroc(seeds.map(({ placed }) => placed.get(metric)!));
}

function answersOf(seeds: readonly Seed[], metric: string): boolean[][] {
  return seeds.map(({ accuracies }) =>
    accuracies![metric]!.filter((right) => right !== null).map((right) => right === 1)
  );
}

function aurocTest(
  first: readonly Seed[],
  second: readonly Seed[],
  metric: string,
): PairedTest | null {
  const pairs = first.map(({ aurocs, ids }, s) => {
    return new ExchangedAurocs(aurocs![metric]!, second[s]!.aurocs![metric]!, ids.length);
  });
  return randomise(pairs, KEY.fold("exchange"))[0]!;
}

/** Intervals over test examples of the rows that have one seed, by row and metric; of others null. */
function intervalsOf(rows: ReadonlyMap<Variant, Row>) {
  const single = new Map(
    [...rows].flatMap(([variant, row]) => row.size === 1 ? [[variant, [...row.values()][0]!]] : []),
  );
  const seeds = [...single.values()];
  const { ids, sums: { names } } = [...rows.values()][0]!.values().next().value!;
  const drawn = seeds.length === 0 ? [] : bootstrapIntervals(
    ids.length,
    (indices) => seeds.flatMap(({ sums }) => valuesAt(sums, indices)),
    KEY.fold("bootstrap"),
  );
  return (variant: Variant, metric: string, n: number): Interval => {
    const seed = single.get(variant);
    if (seed === undefined) return null;
    const placed = seed.placed.get(metric);
    const place = seeds.indexOf(seed) * names.length + names.indexOf(metric);
    const interval = placed
      ? delongInterval(placed)
      : names.includes(metric)
      ? drawn[place]!
      : null;
    if (interval === null) return null;
    const { low, high, level } = interval;
    return { low, high, level, over: "test examples", n };
  };
}

/** The metrics of examples, of which some may stand there more than once. */
function valuesAt({ addends, values }: Seed["sums"], indices: Uint32Array): (number | null)[] {
  const sums = new Float64Array(addends[0]!.length);
  for (const i of indices) {
    const own = addends[i]!;
    for (let k = 0; k < own.length; k++) sums[k]! += own[k]!;
  }
  return values(sums);
}

/** A function that remembers what it gave. */
function memoised<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  const known = new Map<string, R>();
  return (...args) => {
    const name = JSON.stringify(args);
    const value = known.get(name) ?? compute(...args);
    known.set(name, value);
    return value;
  };
}

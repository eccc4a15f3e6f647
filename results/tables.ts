/**
 * The tables of a run: one per task, a row per variant, a column per metric and transfer.
 *
 * The renderers are `tables_markdown.ts`, `tables_latex.ts`, `tables_html.ts` and `tables_csv.ts`.
 *
 * @module
 */
import { aggregate, type Group } from "./aggregate.ts";
import { metricOf, metricTitle, tableMetrics } from "./metrics.ts";
import { findReference, type Reference } from "./references.ts";
import {
  allCells,
  isBaseline,
  RESULT_VARIANTS,
  type ResultComparison,
  type Results,
  type ResultScore,
  type ResultTransfer,
  type ResultVariant,
} from "./results.ts";
import { type Entry, entryOf } from "./table_entry.ts";
import { marksOf } from "./table_marks.ts";
import {
  detectableNote,
  EXAMPLES_NOTE,
  markNotes,
  NO_REFERENCE_NOTE,
  referenceNotes,
  scoreNotes,
  UNDEFINED_NOTE,
  undefinedLabelsNote,
} from "./table_notes.ts";

/** What rows are called. */
export const VARIANT_TITLES: Record<ResultVariant, string> = {
  bar: "MedViLL",
  mixed: "Bi & Seq2Seq",
  bi: "Bidirectional",
  s2s: "Seq2Seq",
  noncross: "Non-cross",
  scratch: "Scratch",
  prevalence: "Prevalence (chance)",
  random: "Random order (chance)",
  majority: "Most frequent answer",
  frequent: "Most frequent report",
};

/** Stands for a metric in a task none of whose cells is done. */
const NO_METRIC = "result";

/** What tables show beside the results themselves. */
export interface TableExtras {
  /** Published values; without any, tables say nothing of references. */
  readonly references?: readonly Reference[];
}

export interface TableRow {
  readonly title: string;
  /** The chance baseline. */
  readonly chance: boolean;
  /** An entry per column; undefined where the spec has no cell. */
  readonly entries: readonly (Entry | undefined)[];
}

/** The table of one task. Columns are metric by metric: all transfers of the first, and so on. */
export interface Table {
  readonly task: string;
  readonly metrics: readonly string[];
  /** `site-a→site-a→site-b`: pretrain, finetune, test. */
  readonly transfers: readonly string[];
  readonly rows: readonly TableRow[];
  /** Sentences to stand below. */
  readonly notes: readonly string[];
}

/** `seed 1` or `seeds 1, 2`: the distinct seeds of the trained cells. */
export function seedsTitle(results: Results): string {
  const seeds = seedsOf(results);
  return `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`;
}

function seedsOf(results: Results): number[] {
  return [...new Set(results.cells.map(({ seed }) => seed))].sort((a, b) => a - b);
}

/**
 * Builds the table of every task. Tasks, transfers and metrics keep the order of the cells;
 * {@link tableMetrics} says which are shown.
 */
export function buildTables(results: Results, extras: TableExtras = {}): Table[] {
  const seeds = seedsOf(results).length;
  const { comparisons = [], scores = [] } = results;
  const byTask = Map.groupBy(aggregate(allCells(results), comparisons), ({ task }) => task);
  return [...byTask].map(([task, groups]) => {
    const own = comparisons.filter((comparison) => comparison.task === task);
    return buildTable(task, groups, seeds, extras, own, scores);
  });
}

/** A column of a table in the making. */
interface Column {
  readonly metric: string;
  readonly transfer: string;
  /** By variant. */
  readonly groups: ReadonlyMap<ResultVariant, Group>;
}

function buildTable(
  task: string,
  groups: readonly Group[],
  seeds: number,
  { references }: TableExtras,
  comparisons: readonly ResultComparison[],
  scores: readonly ResultScore[],
): Table {
  const names = new Set(groups.flatMap(({ metrics }) => [...metrics.keys()]));
  const metrics = tableMetrics(names);
  const byTransfer = Map.groupBy(groups, ({ transfer }) => transferTitle(transfer));
  const transfers = [...byTransfer.keys()];
  const columns = (metrics.length === 0 ? [NO_METRIC] : metrics).flatMap((metric) =>
    transfers.map((transfer): Column => ({
      metric,
      transfer,
      groups: new Map(byTransfer.get(transfer)!.map((group) => [group.variant, group])),
    }))
  );
  const variants = RESULT_VARIANTS.filter((name) => groups.some(({ variant }) => variant === name));
  const tested = columns.map(({ metric, transfer }) =>
    comparisons.find((c) => c.metric === metric && transferTitle(c.transfer) === transfer)
  );
  const seen = references?.filter(({ value }) => value !== null) ?? [];
  const published = (group: Group, metric: string) => findReference(seen, { ...group, metric });
  const known = columns.flatMap(({ groups, metric }) =>
    [...groups.values()].flatMap((group) => published(group, metric) ?? [])
  );

  const entries = columns.map((column, i) => {
    const marks = marksOf(competingMeans(column), metricOf(column.metric), tested[i]);
    return variants.map((variant) => {
      const group = column.groups.get(variant);
      if (!group) return undefined;
      const reference = known.length === 0 || isBaseline(variant)
        ? undefined
        : published(group, column.metric)?.value ?? null;
      return entryOf(group, column.metric, seeds, marks.get(variant), reference);
    });
  });
  const all = entries.flat().filter((entry) => entry !== undefined);
  return {
    task,
    metrics: metrics.length === 0
      ? [NO_METRIC]
      : metrics.map((name) => metricTitle(metricOf(name))),
    transfers,
    rows: variants.map((variant, i) => ({
      title: VARIANT_TITLES[variant],
      chance: isBaseline(variant),
      entries: entries.map((column) => column[i]),
    })),
    notes: [
      ...markNotes(
        new Set(all.flatMap(({ mark }) => mark ?? [])),
        tested.filter((comparison) => comparison !== undefined),
      ),
      ...(all.some(({ sd, interval }) => sd === undefined && interval) ? [EXAMPLES_NOTE] : []),
      ...transfers.flatMap((transfer) => {
        const here = byTransfer.get(transfer)!;
        const labels = Math.max(...here.map((g) => g.metrics.get("auroc_undefined")?.mean ?? 0));
        return labels > 0 ? [undefinedLabelsNote(transfer, labels)] : [];
      }),
      ...(all.some(({ mean }) => mean === "–") ? [UNDEFINED_NOTE] : []),
      ...detectableNote(columns.flatMap(({ metric, transfer }, i) => {
        const title = `${metricTitle(metricOf(metric))}, ${transfer}`;
        return tested[i] ? [{ title, comparison: tested[i] }] : [];
      })),
      ...scoreNotes(scores.filter(({ metric }) => names.has(metric))),
      ...referenceNotes(known),
      ...(references && known.length === 0 ? [NO_REFERENCE_NOTE] : []),
    ],
  };
}

/** `site-a→site-a→site-b`: pretrain, finetune, test. */
export function transferTitle({ pretrain, finetune, test }: ResultTransfer): string {
  return `${pretrain}→${finetune}→${test}`;
}

/** Means of the trained variants that have one. */
function competingMeans({ groups, metric }: Column): ReadonlyMap<ResultVariant, number> {
  return new Map([...groups.values()].flatMap(({ variant, metrics }) => {
    const mean = metrics.get(metric)?.mean ?? null;
    return isBaseline(variant) || mean === null ? [] : [[variant, mean] as const];
  }));
}

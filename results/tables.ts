/**
 * The tables of a run: one per task, a row per variant, a column per metric and transfer.
 *
 * The renderers are `tables_markdown.ts`, `tables_latex.ts` and `tables_csv.ts`.
 *
 * @module
 */
import { aggregate, type Group, type Summary } from "./aggregate.ts";
import {
  allCells,
  isBaseline,
  RESULT_VARIANTS,
  type Results,
  type ResultTransfer,
  type ResultVariant,
} from "./results.ts";

const VARIANT_TITLES: Record<ResultVariant, string> = {
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

const METRIC_TITLES: Record<string, string> = {
  auroc_micro: "AUROC micro",
  auroc_macro: "AUROC macro",
  auprc_micro: "AUPRC micro",
  auprc_macro: "AUPRC macro",
  f1_micro: "F1 micro",
  f1_macro: "F1 macro",
  ece_15: "ECE (15 bins)",
};

/** Metrics whose lowest mean is the best. */
const LOWER_IS_BETTER = ["ece_15"];

/** Stands for a metric in a task none of whose cells is done. */
const NO_METRIC = "result";

/** What stands at a row and a column. */
export interface Entry {
  /** Mean over seeds to three decimals, `–` where undefined, absent where no cell is done. */
  readonly mean?: string;
  /** Sample standard deviation to three decimals; absent for one seed and in the chance row. */
  readonly sd?: string;
  /** The best mean of its column; the chance row does not compete, nor does a single row. */
  readonly best: boolean;
  /** What is missing: `failed (1 of 3)`, `skipped (…)`, `undefined (…)`, `n = 2`. */
  readonly notes: readonly string[];
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
  /** How many labels `AUROC macro` leaves out, where it does. */
  readonly undefinedLabels: readonly { readonly transfer: string; readonly labels: number }[];
}

/** Distinct seeds of the trained cells, ascending. */
function seedsOf(results: Results): number[] {
  return [...new Set(results.cells.map(({ seed }) => seed))].sort((a, b) => a - b);
}

/** `seed 1` or `seeds 1, 2`. */
export function seedsTitle(results: Results): string {
  const seeds = seedsOf(results);
  return `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`;
}

/**
 * Builds the table of every task. Tasks, transfers and metrics keep the order of the cells; metrics
 * of one label (`auroc.Edema`) and counts (`auroc_undefined`) are in `tables.csv` only.
 */
export function buildTables(results: Results): Table[] {
  const seeds = seedsOf(results).length;
  const byTask = Map.groupBy(aggregate(allCells(results)), ({ task }) => task);
  return [...byTask].map(([task, groups]) => buildTable(task, groups, seeds));
}

function buildTable(task: string, groups: readonly Group[], seeds: number): Table {
  const names = groups.flatMap(({ metrics }) => [...metrics.keys()]);
  const metrics = [...new Set(names)].filter((name) => !/\.|_undefined$/.test(name));
  if (metrics.length === 0) metrics.push(NO_METRIC);
  const transfers = [...new Set(groups.map(({ transfer }) => transferTitle(transfer)))];
  const columns = metrics.flatMap((metric) => transfers.map((transfer) => ({ metric, transfer })));
  const variants = RESULT_VARIANTS.filter((name) => groups.some(({ variant }) => variant === name));
  const find = (variant: ResultVariant, transfer: string) =>
    groups.find((group) => group.variant === variant && transferTitle(group.transfer) === transfer);

  const entries = columns.map(({ metric, transfer }) => {
    const column = variants.map((variant) => find(variant, transfer));
    const best = bestMean(column, metric);
    return column.map((group) => group && entry(group, metric, best, seeds));
  });
  return {
    task,
    metrics: metrics.map((metric) => METRIC_TITLES[metric] ?? metric),
    transfers,
    rows: variants.map((variant, i) => ({
      title: VARIANT_TITLES[variant],
      chance: isBaseline(variant),
      entries: entries.map((column) => column[i]),
    })),
    undefinedLabels: transfers.flatMap((transfer) => {
      const here = groups.filter((group) => transferTitle(group.transfer) === transfer);
      const labels = Math.max(...here.map((g) => g.metrics.get("auroc_undefined")?.mean ?? 0));
      return labels > 0 ? [{ transfer, labels }] : [];
    }),
  };
}

function transferTitle({ pretrain, finetune, test }: ResultTransfer): string {
  return `${pretrain}→${finetune}→${test}`;
}

/** The best mean of the trained variants, if at least two have one. */
function bestMean(column: readonly (Group | undefined)[], metric: string): number | undefined {
  const means = column
    .filter((group) => group && !isBaseline(group.variant))
    .map((group) => group?.metrics.get(metric)?.mean ?? null)
    .filter((mean) => mean !== null);
  const best = LOWER_IS_BETTER.includes(metric) ? Math.min : Math.max;
  return means.length < 2 ? undefined : best(...means);
}

function entry(group: Group, metric: string, best: number | undefined, seeds: number): Entry {
  const { cells, failed, skipped } = group;
  const notes: string[] = [];
  if (failed > 0) notes.push(`failed (${failed} of ${cells})`);
  if (skipped > 0) notes.push(`skipped (${skipped} of ${cells})`);
  const summary: Summary | undefined = group.metrics.get(metric);
  if (!summary) return { best: false, notes };
  const { mean, sd, n, values } = summary;
  const chance = isBaseline(group.variant);
  if (mean !== null && n < values.length) {
    notes.push(`undefined (${values.length - n} of ${cells})`);
  }
  if (cells < seeds && !chance) notes.push(`n = ${n}`);
  return {
    mean: mean === null ? "–" : decimal(mean),
    ...(sd === null || chance ? {} : { sd: decimal(sd) }),
    best: mean !== null && mean === best && !chance,
    notes,
  };
}

/** Three decimals without a leading zero: `.873`, `1.000`, `-.012`. */
function decimal(value: number): string {
  return value.toFixed(3).replace(/^(-?)0\./, "$1.");
}

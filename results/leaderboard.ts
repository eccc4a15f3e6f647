/**
 * The leaderboard: rows of many runs, ranked only where data and metrics are the same.
 *
 * @module
 */
import canonicalize from "canonicalize";
import { aggregate, type Group, type Summary } from "./aggregate.ts";
import { whyIncomparable } from "./comparable.ts";
import { bestOf, metricOf, tableMetrics } from "./metrics.ts";
import type { ExternalRow } from "./references.ts";
import {
  allCells,
  isBaseline,
  type ResultCell,
  type Results,
  type ResultTransfer,
} from "./results.ts";

/** Results and where they come from. */
export interface LeaderboardInput {
  /** The file, for people. */
  readonly source: string;
  readonly results: Results;
}

/** One (variant, task, transfer) of one run. */
export interface LeaderboardRow {
  /** The files that have it: several where a run was given more than once. */
  readonly sources: readonly string[];
  readonly variant: Group["variant"];
  /** A baseline is shown and has no rank. */
  readonly baseline: boolean;
  /** Seeds that are done. */
  readonly seeds: readonly number[];
  /** Keys of their stages. */
  readonly stages: readonly ResultCell["stages"][];
  /** The metrics of the group, by name. */
  readonly metrics: Readonly<Record<string, Summary>>;
  /** By metric: 1 for the best mean of the group; equal means share a rank. */
  readonly ranks: Readonly<Record<string, number>>;
  /** What made it. */
  readonly spec: Results["spec"];
  readonly environment: Results["environment"];
}

/** Rows that may be ranked together. */
export interface LeaderboardGroup {
  readonly task: string;
  readonly transfer: ResultTransfer;
  readonly metrics: readonly string[];
  readonly rows: readonly LeaderboardRow[];
  /** What the rows have in common: digests of the data by name, and how metrics were computed. */
  readonly data: Readonly<Record<string, string>>;
  readonly evaluation?: ResultCell["evaluation"];
  /** Why it stands apart from the first group of its task and transfer; empty in that one. */
  readonly apart: readonly string[];
}

export interface Leaderboard {
  readonly groups: readonly LeaderboardGroup[];
  /** Published by others; their splits and metrics are their own, so they have no rank. */
  readonly external: readonly ExternalRow[];
}

/** A group in the making, with the cell that decides what may join it. */
interface Open {
  readonly task: string;
  readonly transfer: ResultTransfer;
  readonly first: { readonly results: Results; readonly cell: ResultCell };
  readonly apart: readonly string[];
  readonly rows: Omit<LeaderboardRow, "ranks">[];
}

/**
 * Merges runs. Cells that are not done are left out; groups and rows stand in the order of their first
 * appearance, ranks say which is better.
 *
 * @param external Rows of `results/reference/leaderboard.yaml`; those of the tasks at hand are kept.
 */
export function mergeResults(
  inputs: readonly LeaderboardInput[],
  external: readonly ExternalRow[] = [],
): Leaderboard {
  const open: Open[] = [];
  for (const { source, results } of inputs) {
    const done = allCells(results).filter(({ status }) => status === "done");
    const groups = aggregate(done, results.comparisons);
    for (const { variant, task, transfer, metrics } of groups) {
      const cells = done.filter((c) => c.variant === variant && isPlace(c, { task, transfer }))
        .sort((a, b) => a.seed - b.seed);
      const [cell] = cells as [ResultCell];
      const reasons = (to: Open) => {
        return whyIncomparable(to.first.results, to.first.cell, results, cell);
      };
      const places = open.filter((group) => isPlace(group, { task, transfer }));
      let group = places.find((place) => reasons(place).length === 0);
      if (group === undefined) {
        const apart = places.length === 0 ? [] : reasons(places[0]!);
        group = { task, transfer, first: { results, cell }, apart, rows: [] };
        open.push(group);
      }
      const row = {
        ...{ sources: [source], variant, baseline: isBaseline(variant) },
        seeds: cells.map(({ seed }) => seed),
        stages: cells.map(({ stages }) => stages),
        metrics: Object.fromEntries(metrics),
        ...{ spec: results.spec, environment: results.environment },
      };
      const same = group.rows.findIndex((other) => identity(other) === identity(row));
      if (same === -1) group.rows.push(row);
      else {group.rows[same] = {
          ...group.rows[same]!,
          sources: [...group.rows[same]!.sources, source],
        };}
    }
  }
  const tasks = new Set(
    open.flatMap(({ task, first }) => [task, first.cell.evaluation?.task ?? task]),
  );
  return {
    groups: open.map(ranked),
    external: external.filter(({ task }) => tasks.has(task)),
  };
}

/** Equal for rows that are one result in two files. */
function identity({ variant, seeds, stages, metrics }: Omit<LeaderboardRow, "ranks">): string {
  return canonicalize({ variant, seeds, stages, metrics })!;
}

function ranked({ task, transfer, first, apart, rows }: Open): LeaderboardGroup {
  const metrics = tableMetrics(new Set(rows.flatMap((row) => Object.keys(row.metrics))));
  const ranks = metrics.map((name) => {
    const means = rows.flatMap(({ baseline, metrics }) => {
      const mean = metrics[name]?.mean ?? null;
      return baseline || mean === null ? [] : [mean];
    });
    return { name, means };
  });
  return {
    ...{ task, transfer, metrics, apart, data: digestsOf(first.results, transfer) },
    ...first.cell.evaluation && { evaluation: first.cell.evaluation },
    rows: rows.map((row) => ({
      ...row,
      ranks: Object.fromEntries(ranks.flatMap(({ name, means }) => {
        const mean = row.metrics[name]?.mean ?? null;
        const metric = metricOf(name);
        if (row.baseline || mean === null || metric.direction === "none") return [];
        const better = means.filter((m) => m !== mean && bestOf(metric, [m, mean]) === m);
        return [[name, 1 + better.length] as const];
      })),
    })),
  };
}

/** Digests of the data that a transfer uses, by name. */
export function digestsOf({ datasets }: Results, transfer: ResultTransfer): Record<string, string> {
  return Object.fromEntries(
    [...new Set(Object.values(transfer))].flatMap((name) => {
      const dataset = datasets[name];
      return dataset ? [[name, dataset.digest]] : [];
    }),
  );
}

function isPlace(
  a: { task: string; transfer: ResultTransfer },
  b: { task: string; transfer: ResultTransfer },
): boolean {
  return a.task === b.task && a.transfer.pretrain === b.transfer.pretrain &&
    a.transfer.finetune === b.transfer.finetune && a.transfer.test === b.transfer.test;
}

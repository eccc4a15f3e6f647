/**
 * The leaderboard in GitHub-flavoured Markdown.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import type { Leaderboard, LeaderboardGroup, LeaderboardRow } from "./leaderboard.ts";
import { formatValue, metricOf, metricTitle } from "./metrics.ts";
import type { ExternalRow } from "./references.ts";

const LEGEND =
  `Entries are means over seeds ± the sample standard deviation over seeds, then the rank.
A rank orders means; it does not say that a difference is more than chance. Rows whose data or metrics
differ stand in tables of their own.`;

/** What to know of external rows. */
export const EXTERNAL_NOTE =
  "As published by others. Splits, preparation and metrics are the sources' own, so " +
  "these rows are not ranked with the others.";

/** A section per task, a table per group of comparable rows. */
export function leaderboardMarkdown({ groups, external }: Leaderboard): string {
  const tasks = Map.groupBy(groups, ({ task }) => task);
  return [
    "# Leaderboard",
    groups.length > 0 ? LEGEND : "No cell of these results is done.",
    ...[...tasks].flatMap(([task, own]) => [`## ${task}`, ...own.flatMap(groupText)]),
    ...external.length > 0 ? ["## Published elsewhere", EXTERNAL_NOTE, externalText(external)] : [],
  ].join("\n\n") + "\n";
}

function groupText({ transfer, metrics, rows, apart }: LeaderboardGroup): string[] {
  const { pretrain, finetune, test } = transfer;
  const titles = metrics.map((name) => metricTitle(metricOf(name)));
  const head = ["variant", ...titles, "seeds", "engine", "spec", "results"];
  const body = rows.map((row) => [
    row.variant + (row.baseline ? " (chance)" : ""),
    ...metrics.map((name) => entry(row, name)),
    row.seeds.join(", "),
    `${row.environment.engine} ${row.environment.device}`,
    `${row.spec.name} ${row.spec.digest.slice(0, 8)}`,
    row.sources.join(", "),
  ]);
  return [
    `### ${pretrain}→${finetune}→${test}`,
    ...apart.length > 0 ? [whyApart(apart)] : [],
    table(head, body, titles.length),
  ];
}

/** Why a group is no part of the first of its place, as a sentence. */
export function whyApart(reasons: readonly string[]): string {
  return `Not ranked with the first table of this transfer: ${reasons.join("; ")}.`;
}

function entry({ metrics, ranks }: LeaderboardRow, name: string): string {
  const { mean = null, sd = null } = metrics[name] ?? {};
  if (mean === null) return name in metrics ? "–" : "";
  const metric = metricOf(name);
  const spread = sd === null ? "" : ` ± ${formatValue(metric, sd)}`;
  return `${formatValue(metric, mean)}${spread}${name in ranks ? ` (${ranks[name]})` : ""}`;
}

function externalText(rows: readonly ExternalRow[]): string {
  const body = rows.map(({ name, task, test, metrics, how, source, note }) => {
    const values = Object.entries(metrics).map(([metric, value]) => {
      return `${metricTitle(metricOf(metric))} ${formatValue(metricOf(metric), value)}`;
    });
    return [name, task, test, values.join(", "), how, source, note ?? ""];
  });
  return table(["name", "task", "test", "values", "known from", "source", "note"], body, 0);
}

function table(head: string[], body: string[][], numbers: number): string {
  const rows = [head, ...body].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  return markdownTable(rows, { align: head.map((_, i) => i > 0 && i <= numbers ? "r" : "l") });
}

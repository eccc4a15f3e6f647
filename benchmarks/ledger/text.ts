/**
 * Rows of the ledger as text.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import { csvLine } from "../../results/csv.ts";
import { formatValue, metricOf } from "../../results/metrics.ts";
import { duration } from "../progress_text.ts";
import type { Row } from "./ledger.ts";
import type { LISTS } from "./query.ts";

/** How a column of a table is made of a row. */
type Columns = Readonly<Record<string, (row: Row) => string>>;

const TABLES: Readonly<Record<typeof LISTS[number], Columns>> = {
  runs: {
    run: ({ run }) => shown(run),
    started: ({ started }) => minute(started),
    spec: ({ spec }) => shown(spec),
    status: ({ status }) => shown(status),
    cells: ({ cells, cells_done }) => `${cells_done}/${cells}`,
    stages: ({ stages_run, stages_cached }) => `${stages_run} run, ${stages_cached} cached`,
    time: ({ seconds }) => time(seconds),
    engine: ({ engine, device }) => `${engine} ${device}`,
    revision,
  },
  cells: {
    run: ({ run }) => shown(run),
    variant: ({ variant }) => shown(variant),
    task: ({ task }) => shown(task),
    transfer: ({ pretrain, finetune, test }) => `${pretrain}→${finetune}→${test}`,
    seed: ({ seed }) => shown(seed),
    status: ({ status }) => shown(status),
    metric: ({ metric }) => shown(metric),
    value: ({ metric, value }) => {
      if (metric === null) return "";
      return value === null ? "–" : formatValue(metricOf(metric as string), value as number);
    },
  },
  stages: {
    started: ({ started }) => minute(started),
    stage: ({ title }) => shown(title),
    time: ({ seconds }) => time(seconds),
    steps: ({ steps }) => shown(steps),
    "examples/s": ({ examples_per_second: speed }) => precise(speed),
    "s/step": ({ step_seconds: seconds }) => precise(seconds),
    "waiting, %": ({ wait_share: share }) => share === null ? "" : precise(100 * Number(share)),
    engine: ({ engine }) => shown(engine),
    revision,
  },
};

/** A Markdown table of a list's rows; of other rows, all columns as they are. */
export function ledgerText(rows: readonly Row[], list?: typeof LISTS[number]): string {
  if (rows.length === 0) return "nothing found";
  const columns: Columns = list === undefined
    ? Object.fromEntries(
      Object.keys(rows[0]!).map((name) => [name, (row: Row) => shown(row[name])]),
    )
    : TABLES[list];
  const lines = rows.map((row) => Object.values(columns).map((column) => column(row)));
  return markdownTable([Object.keys(columns), ...lines]);
}

/** All columns and digits, a line per row after that with the names; nothing if there is no row. */
export function ledgerCsv(rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const lines = rows.map((row) => csvLine(Object.values(row).map(shown)));
  return [csvLine(Object.keys(rows[0]!)), ...lines].join("\n");
}

function shown(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function minute(started: unknown): string {
  return shown(started).slice(0, 16).replace("T", " ");
}

function time(seconds: unknown): string {
  return seconds === null ? "" : duration(Number(seconds));
}

function precise(value: unknown): string {
  return value === null ? "" : Number(Number(value).toPrecision(3)).toString();
}

/** `01234567`, with `+` if files differed from it. */
function revision({ revision, dirty }: Row): string {
  return revision === null ? "" : shown(revision).slice(0, 8) + (dirty === 1 ? "+" : "");
}

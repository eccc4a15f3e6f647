/**
 * Learning curves of a run: pre-training loss of every variant, and per fine-tuning of every task the
 * loss and the metric that a table leads with.
 *
 * @module
 */
import { type Markup, markup, type Part } from "../markup.ts";
import { tableMetrics } from "../metrics.ts";
import { RESULT_VARIANTS, type Results } from "../results.ts";
import type { StageRecords } from "../stage_record.ts";
import { legend } from "./legend.ts";
import { document, seriesOf } from "./svg.ts";
import {
  lossChart,
  type SeedLog,
  seedLogs,
  validChart,
  validMetrics,
  validTitle,
} from "./training.ts";

const SIZE = { width: 400, height: 230 }, GAP = 36, MARGIN = 24;

/**
 * Two charts in a row, a line per variant: its first seed.
 *
 * @returns undefined where nothing was trained.
 */
export function learningCurves(results: Results, records: StageRecords): string | undefined {
  const charts = [...pretraining(results, records), ...finetuning(results, records)];
  if (charts.length === 0) return undefined;
  const width = 2 * (MARGIN + SIZE.width) + GAP;
  const variants = RESULT_VARIANTS.filter((name) =>
    results.cells.some(({ variant }) => variant === name)
  );
  const names = legend(variants, MARGIN, MARGIN + 8, width - MARGIN);
  const top = names.bottom + 28;
  const placed = charts.map((parts, i): Markup =>
    markup`<g transform="translate(${MARGIN + (i % 2) * (SIZE.width + GAP)} ${
      top + Math.floor(i / 2) * (SIZE.height + GAP)
    })">${parts}</g>`
  );
  const height = top + Math.ceil(charts.length / 2) * (SIZE.height + GAP) - GAP + MARGIN;
  return document(width, height, "Learning curves", [names.parts, placed]);
}

type VariantLog = SeedLog & { readonly series: number };

/** First seed of every variant's stage of a kind, where the cells fit. */
function logsOf(
  cells: Results["cells"],
  kind: "pretrain" | "finetune",
  records: StageRecords,
): VariantLog[] {
  const byVariant = Map.groupBy(cells, ({ variant }) => variant);
  return [...byVariant].flatMap(([variant, own]) => {
    const stages = own.toSorted((a, b) => a.seed - b.seed).map(({ seed, stages }) => {
      return { seed, record: records.get(stages[kind] ?? "") };
    });
    return seedLogs(stages).slice(0, 1).map((log) => ({ ...log, series: seriesOf(variant) }));
  });
}

function pretraining({ cells }: Results, records: StageRecords): Part[] {
  const byData = Map.groupBy(cells, ({ transfer }) => transfer.pretrain);
  return [...byData].flatMap(([data, own]) => {
    const logs = logsOf(own, "pretrain", records);
    if (logs.length === 0) return [];
    return [lossChart(logs, { ...SIZE, title: `pre-training on ${data}: loss` })];
  });
}

function finetuning({ cells }: Results, records: StageRecords): Part[] {
  const groups = Map.groupBy(cells, ({ task, transfer: { pretrain, finetune } }) => {
    return `${task} on ${pretrain}→${finetune}`;
  });
  return [...groups].flatMap(([title, own]) => {
    const logs = logsOf(own, "finetune", records);
    const [metric] = tableMetrics(validMetrics(logs));
    if (logs.length === 0) return [];
    if (metric === undefined) return [lossChart(logs, { ...SIZE, title: `${title}: loss` })];
    return [validChart(logs, metric, { ...SIZE, title: `${title}: ${validTitle(metric)}` })];
  });
}

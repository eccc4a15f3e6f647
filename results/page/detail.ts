/**
 * What stands behind the numbers of one (variant, task, transfer).
 *
 * @module
 */
import type { Group, Summary } from "../aggregate.ts";
import type { CellExhibits } from "../exhibits.ts";
import { picture } from "../figures/svg.ts";
import {
  lossChart,
  type SeedLog,
  seedLogs,
  validChart,
  validMetrics,
  validTitle,
} from "../figures/training.ts";
import { type Markup, markup, type Part } from "../markup.ts";
import { formatValue, metricOf, metricTitle, tableMetrics } from "../metrics.ts";
import type { ResultCell } from "../results.ts";
import type { StageRecord, StageRecords } from "../stage_record.ts";
import { VARIANT_TITLES } from "../tables.ts";
import { intervalBar } from "./board.ts";
import { exampleList } from "./examples.ts";
import type { Fragments } from "./fragments.ts";
import { provenance } from "./provenance.ts";

/** What is known beside the metrics. */
export interface DetailSources {
  /** The cells of the group, one per seed. */
  readonly cells: readonly Pick<ResultCell, "seed" | "stages" | "error">[];
  readonly records: StageRecords;
  /** What is known of the group as a whole. */
  readonly origin?: Markup;
  /** Of one seed. */
  readonly exhibits?: CellExhibits;
  readonly fragments: Fragments;
}

type DetailGroup = Pick<Group, "variant" | "task" | "transfer" | "metrics">;

const CHART = { width: 330, height: 190 };

/** The panel of a group, opened by its id in the address. */
export function detail(id: string, group: DetailGroup, sources: DetailSources): Markup {
  const { variant, task, transfer } = group;
  const { cells, fragments, exhibits } = sources;
  const names = [...group.metrics.keys()];
  const whole = names.filter((name) => !metricOf(name).detail);
  const errors = cells.filter(({ error }) => error !== undefined);
  return markup`<template id="${id}">
<h2>${VARIANT_TITLES[variant]} <span class="quiet">${task}</span></h2>
<p>Pre-trained on <b>${
    variant === "scratch" ? "nothing" : transfer.pretrain
  }</b>, fine-tuned on <b>${transfer.finetune}</b>, tested on <b>${transfer.test}</b>.</p>
${errors.map(({ seed, error }) => markup`<p class="error">Seed ${seed} failed: ${error}</p>`)}
${whole.length > 0 && markup`<h3>Metrics</h3>${valueTable(group, whole)}`}
${labelTables(group, names)}
${curves(sources)}
${exhibits && exampleList(exhibits, fragments)}
<h3>Provenance</h3>
${sources.origin}${provenance(sources)}
</template>
`;
}

/** Mean, deviation, interval and the value of every seed. */
function valueTable({ metrics }: DetailGroup, names: readonly string[]): Markup {
  const seeds = metrics.get(names[0]!)!.values.map(({ seed }) => seed);
  const text = (name: string, value: number | null) =>
    value === null ? "–" : formatValue(metricOf(name), value);
  return scrolled(
    "Metrics",
    markup`<thead><tr><th scope="col" class="name">Metric</th><th scope="col">Mean</th><th scope="col">SD</th><th scope="col">95 % interval</th>${
      seeds.map((seed) => markup`<th scope="col">Seed ${seed}</th>`)
    }</tr></thead>
<tbody>${
      names.map((name) => {
        const { mean, sd, interval, values } = metrics.get(name)!;
        return markup`<tr data-metric="${name}"><th scope="row" class="name">${
          metricTitle(metricOf(name))
        }</th><td>${text(name, mean)}</td><td>${text(name, sd)}</td><td>${
          interval === null
            ? "–"
            : `${text(name, interval.low)} to ${
              text(name, interval.high)
            } over ${interval.n} ${interval.over}`
        }</td>${values.map(({ value }) => markup`<td>${text(name, value)}</td>`)}</tr>`;
      })
    }</tbody>`,
  );
}

/** Scores of labels, organs and the like, a column per metric. */
function labelTables({ metrics }: DetailGroup, names: readonly string[]): Part {
  const parts = names.flatMap((name) => {
    const [, of, part] = /^([^.:]+)[.:](.+)$/.exec(name) ?? [];
    return of === undefined || of.startsWith("bootstrap_") ? [] : [{ name, of, part: part! }];
  });
  if (parts.length === 0) return null;
  const columns = [...new Set(parts.map(({ of }) => of))];
  const rows = [...new Set(parts.map(({ part }) => part))];
  return markup`<h3>Scores per label</h3>${
    scrolled(
      "Scores per label",
      markup`<thead><tr><th scope="col" class="name">Label</th>${
        columns.map((of) => markup`<th scope="col">${metricTitle(metricOf(of))}</th>`)
      }</tr></thead>
<tbody>${
        rows.map((row) =>
          markup`<tr><th scope="row" class="name">${row}</th>${
            columns.map((of) => {
              const found = parts.find((part) => part.of === of && part.part === row);
              const summary = found && metrics.get(found.name);
              return markup`<td>${summary && labelScore(found.name, summary)}</td>`;
            })
          }</tr>`
        )
      }</tbody>`,
    )
  }`;
}

function labelScore(name: string, summary: Summary): Part {
  const { mean, sd } = summary;
  const text = (value: number) => formatValue(metricOf(name), value);
  if (mean === null) return "–";
  return [
    text(mean),
    sd !== null && markup`<span class="sd"> ± ${text(sd)}</span>`,
    intervalBar(summary, [0, 1]),
  ];
}

/** Pre-training and fine-tuning, a line per seed. */
function curves({ cells, records, fragments }: DetailSources): Part {
  const charts = (["pretrain", "finetune"] as const).map((kind) => {
    const stages = cells.map(({ seed, stages }) => ({
      seed,
      record: recordOf(records, stages[kind]),
    }));
    const logs = seedLogs(stages);
    return logs.length > 0 && fragments.include(trainingCharts(kind, logs));
  });
  return charts.some(Boolean) && markup`<h3>Training</h3>${charts}`;
}

const KINDS = { pretrain: "Pre-training", finetune: "Fine-tuning" };

function trainingCharts(kind: "pretrain" | "finetune", logs: readonly SeedLog[]): Markup {
  const lines = logs.map(({ log }, series) => ({ log, series }));
  const loss = `${KINDS[kind]}: loss`;
  const shown = tableMetrics(validMetrics(logs)).slice(0, 3);
  const label = (what: string) =>
    `${what}, ${logs.length === 1 ? "one seed" : `${logs.length} seeds`}`;
  const { width, height } = CHART;
  return markup`<div class="charts">${
    picture(width, height, label(loss), lossChart(lines, { ...CHART, title: loss }))
  }${
    shown.map((metric) => {
      const title = validTitle(metric);
      return picture(width, height, label(title), validChart(lines, metric, { ...CHART, title }));
    })
  }</div><p class="key">${
    logs.map(({ seed }, i) => markup`<span><i class="b${i % 7}"></i>seed ${seed}</span>`)
  }</p>`;
}

/** The stage of a key, if it is known. */
export function recordOf(records: StageRecords, key: string | null): StageRecord | undefined {
  return key === null ? undefined : records.get(key);
}

/** A table that scrolls inside its own place. */
export function scrolled(label: string, rows: Markup): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table class="plain">${rows}</table></div>`;
}

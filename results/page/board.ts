/**
 * The table of one task: a row per variant and baseline, a column per metric and transfer.
 *
 * @module
 */
import { aggregate, type Group, type Summary } from "../aggregate.ts";
import { type Markup, markup, type Part } from "../markup.ts";
import { metricOf, metricTitle, tableMetrics } from "../metrics.ts";
import { findReference } from "../references.ts";
import {
  allCells,
  isBaseline,
  RESULT_VARIANTS,
  type ResultComparison,
  type Results,
  type ResultVariant,
} from "../results.ts";
import { entryOf } from "../table_entry.ts";
import { type Mark, marksOf } from "../table_marks.ts";
import { type TableExtras, transferTitle, VARIANT_TITLES } from "../tables.ts";
import type { MetricChoice } from "./shell.ts";

/** The groups of one task. */
export interface Board {
  readonly task: string;
  readonly groups: readonly Group[];
  /** Of the task's metrics, those of one label, one group or a count are left out. */
  readonly metrics: readonly MetricChoice[];
  readonly transfers: readonly string[];
  readonly variants: readonly ResultVariant[];
}

/** What a board shows beside the results. */
export type BoardExtras = TableExtras & { readonly comparisons?: readonly ResultComparison[] };

/** The boards of a run, in the order of its cells. */
export function boardsOf(results: Results): Board[] {
  const byTask = Map.groupBy(
    aggregate(allCells(results), results.comparisons),
    ({ task }) => task,
  );
  return [...byTask].map(([task, groups]) => {
    const names = [...new Set(groups.flatMap(({ metrics }) => [...metrics.keys()]))];
    const shown = new Set(tableMetrics(names));
    const metrics = names.filter((name) => !metricOf(name).detail || shown.has(name))
      .map((name) => ({
        name,
        title: metricTitle(metricOf(name)),
        headline: shown.has(name),
      }));
    return {
      task,
      groups,
      // Where no cell is done, a column says why.
      metrics: metrics.length > 0 ? metrics : [{ name: "result", title: "result", headline: true }],
      transfers: [...new Set(groups.map(({ transfer }) => transferTitle(transfer)))],
      variants: RESULT_VARIANTS.filter((name) => groups.some(({ variant }) => variant === name)),
    };
  });
}

/** Names the details of a group; also what an address says after `#`. */
export function groupId(
  { variant, task, transfer }: Pick<Group, "variant" | "task" | "transfer">,
): string {
  const { pretrain, finetune, test } = transfer;
  return [variant, task, pretrain, finetune, test].join(".");
}

/** The table, its caption and a region to scroll it in. */
export function boardTable(board: Board, extras: BoardExtras): Markup {
  const { task, transfers, metrics, variants } = board;
  const columns = metrics.flatMap((metric) => transfers.map((transfer) => ({ metric, transfer })));
  const cells = columns.map(({ metric, transfer }) => column(board, metric.name, transfer, extras));
  const where = ({ metric, transfer }: typeof columns[number]) =>
    markup` data-metric="${metric.name}" data-transfer="${transfer}"${
      !metric.headline && markup` hidden`
    }`;
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="Table of ${task}" data-board>
<table>
<caption class="unseen">${task}: mean over seeds; rows can be sorted by the buttons in the head</caption>
<thead>
<tr><th scope="col" rowspan="2" class="name"><button type="button" data-sort="order">Variant</button></th>${
    metrics.map(({ name, title, headline }) =>
      markup`<th scope="colgroup" colspan="${transfers.length}" data-metric="${name}"${
        !headline && markup` hidden`
      }>${title}${ARROWS[metricOf(name).direction]}</th>`
    )
  }</tr>
<tr>${
    columns.map((place) =>
      markup`<th scope="col"${where(place)}><button type="button" data-sort="${
        metricOf(place.metric.name).direction === "lower" ? "up" : "down"
      }" aria-label="Sort by ${place.metric.title}, ${place.transfer}">${
        transferShort(place.transfer)
      }</button></th>`
    )
  }</tr>
</thead>
<tbody>
${
    variants.map((variant, row) =>
      markup`<tr data-order="${row}"${
        isBaseline(variant) && markup` class="chance"`
      }><th scope="row" class="name">${VARIANT_TITLES[variant]}</th>${
        columns.map((place, i) => {
          const { value, content } = cells[i]![row]!;
          return markup`<td${where(place)}${
            value !== null && markup` data-value="${value}"`
          }>${content}</td>`;
        })
      }</tr>
`
    )
  }</tbody>
</table>
</div>`;
}

/** Which values of a metric are better. */
export const ARROWS = {
  higher:
    markup` <span class="quiet" title="higher is better" aria-label="higher is better" role="img">↑</span>`,
  lower:
    markup` <span class="quiet" title="lower is better" aria-label="lower is better" role="img">↓</span>`,
  none: null,
};

/** A transfer that can break after its arrows. */
function transferShort(transfer: string): Part {
  return transfer.split("→").map((name, i) => i === 0 ? name : [markup`→<wbr>`, name]);
}

/** The cells of a column, a row each. */
function column(board: Board, metric: string, transfer: string, extras: BoardExtras) {
  const { task, variants } = board;
  const groups = new Map(
    board.groups.filter((group) => transferTitle(group.transfer) === transfer)
      .map((group) => [group.variant, group]),
  );
  const means = new Map([...groups].flatMap(([variant, { metrics }]) => {
    const mean = metrics.get(metric)?.mean ?? null;
    return mean === null || isBaseline(variant) ? [] : [[variant, mean] as const];
  }));
  const comparison = extras.comparisons?.find((c) =>
    c.task === task && c.metric === metric && transferTitle(c.transfer) === transfer
  );
  const marks = marksOf(means, metricOf(metric), comparison);
  const axis = axisOf(board.groups, metric);
  const seeds = Math.max(...board.groups.map(({ cells }) => cells));
  return variants.map((variant): { value: number | null; content: Part } => {
    const group = groups.get(variant);
    if (group === undefined) return { value: null, content: null };
    const summary = group.metrics.get(metric);
    const reference = findReference(extras.references ?? [], { ...group, metric })?.value ??
      undefined;
    const entry = entryOf(group, metric, seeds, marks.get(variant), reference);
    const { mean, sd, mark, notes } = entry;
    if (mean === undefined && notes.length === 0) return { value: null, content: null };
    const content = markup`<a href="#${groupId(group)}/${encodeURIComponent(metric)}">${
      mean !== undefined && marked(mean, mark)
    }${sd !== undefined && markup`<span class="sd"> ± ${sd}</span>`}${
      notes.length > 0 && markup`<span class="note">${notes.join(", ")}</span>`
    }${entry.reference !== undefined && markup`<span class="note">${entry.reference}</span>`}${
      summary && intervalBar(isBaseline(variant) ? { ...summary, interval: null } : summary, axis)
    }</a>`;
    return { value: summary?.mean ?? null, content };
  });
}

function marked(mean: string, mark: Mark | undefined): Part {
  if (mark === "best") return markup`<b>${mean}</b>`;
  if (mark === "top") return markup`<i>${mean}</i>`;
  return mark === "tied" ? markup`${mean}<sup>†</sup>` : mean;
}

/** What {@link intervalBar} draws, in words. */
export const BAR_LEGEND =
  markup`<span class="bar" style="--l:0%;--w:100%;--m:50%"></span> 95 % interval of the mean over seeds, or of one seed over test examples, fading where it leaves the axis, which spans a metric’s values in its table.`;

type Axis = readonly [low: number, high: number];

/** What bars of a metric span: the values of all seeds, transfers and rows, and a margin. */
export function axisOf(groups: readonly Pick<Group, "metrics">[], metric: string): Axis {
  const values = groups.flatMap(({ metrics }) =>
    (metrics.get(metric)?.values ?? []).flatMap(({ value }) => value ?? [])
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low) * 0.15 || Math.abs(high) * 0.15 || 0.5;
  const bounded = low >= 0 && high <= 1;
  return [
    bounded ? Math.max(0, low - margin) : low - margin,
    bounded ? Math.min(1, high + margin) : high + margin,
  ];
}

/** The mean as a dot and its interval as a line, which fades where it leaves the axis. */
export function intervalBar({ mean, interval }: Summary, [low, high]: Axis): Part {
  if (mean === null) return null;
  const place = (value: number) => Number((100 * (value - low) / (high - low)).toFixed(1));
  const ends = [interval?.low ?? mean, interval?.high ?? mean].map(place);
  const [from, to] = [Math.max(0, ends[0]!), Math.min(100, ends[1]!)];
  const kind = ["bar", ends[0]! < 0 && "open-low", ends[1]! > 100 && "open-high"].filter(Boolean);
  return markup`<span class="${kind.join(" ")}" style="--l:${from}%;--w:${
    Number((to - from).toFixed(1))
  }%;--m:${place(mean)}%"></span>`;
}

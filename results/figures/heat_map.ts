/**
 * Variants × tasks: the first headline metric of every task and transfer.
 *
 * @module
 */
import { aggregate } from "../aggregate.ts";
import { type Markup, markup } from "../markup.ts";
import {
  bestOf,
  directedTitle,
  formatValue,
  type Metric,
  metricOf,
  tableMetrics,
} from "../metrics.ts";
import { allCells, isBaseline, RESULT_VARIANTS, type Results } from "../results.ts";
import { transferTitle, VARIANT_TITLES } from "../tables.ts";
import { at, document, fitting, INK, text } from "./svg.ts";

const LEFT = 160, TOP = 84, HEIGHT = 34;

/**
 * A row per variant and baseline, a column per task and transfer. Colour is the place between the
 * worst and the best row of a column; numbers are the means over seeds.
 *
 * @returns undefined where no cell is done.
 */
export function heatMap(results: Results): string | undefined {
  const byTask = Map.groupBy(aggregate(allCells(results)), ({ task }) => task);
  const columns = [...byTask].flatMap(([task, groups]) => {
    const [metric] = tableMetrics(new Set(groups.flatMap(({ metrics }) => [...metrics.keys()])));
    if (metric === undefined) return [];
    const byTransfer = Map.groupBy(groups, ({ transfer }) => transferTitle(transfer));
    return [...byTransfer].map(([transfer, members]) => ({
      task,
      transfer,
      metric,
      means: new Map(members.flatMap(({ variant, metrics }) => {
        const mean = metrics.get(metric)?.mean ?? null;
        return mean === null ? [] : [[variant, mean] as const];
      })),
    }));
  });
  if (columns.length === 0) return undefined;
  const rows = RESULT_VARIANTS.filter((name) => columns.some(({ means }) => means.has(name)));
  const parts: Markup[] = [];
  let x = LEFT;
  let width = 0;
  columns.forEach(({ task, transfer, metric, means }, i) => {
    const meaning = metricOf(metric);
    if (i === 0 || columns[i - 1]!.task !== task) {
      if (i > 0) x += 12;
      const count = columns.filter((column) => column.task === task).length;
      width = Math.max(92, 144 / count);
      parts.push(...header(x, count * width, task, directedTitle(meaning)));
    }
    transfer.split("→").forEach((name, line) =>
      parts.push(text(x + width / 2, TOP - 30 + 12 * line, line > 0 ? `→ ${name}` : name, {
        anchor: "middle",
        size: 10,
        quiet: true,
      }))
    );
    const values = [...means.values()].map((mean) => rounded(meaning, mean));
    const best = bestOf(meaning, values) ?? Math.max(...values);
    const worst = bestOf(
      { direction: meaning.direction === "lower" ? "higher" : "lower" },
      values,
    )!;
    rows.forEach((variant, row) => {
      const mean = means.get(variant);
      if (mean === undefined) return;
      const share = best === worst ? 0.5 : (rounded(meaning, mean) - worst) / (best - worst);
      const y = TOP + 4 + row * HEIGHT;
      parts.push(
        markup`<rect x="${at(x + 1)}" y="${at(y + 1)}" width="${at(width - 2)}" height="${
          HEIGHT - 2
        }" fill="${shade(share)}"/>`,
        markup`<text x="${at(x + width / 2)}" y="${
          at(y + 21)
        }" font-size="12" text-anchor="middle" fill="${share > 0.68 ? "#fff" : INK}">${
          formatValue(meaning, mean)
        }</text>`,
      );
    });
    x += width;
  });
  rows.forEach((variant, row) =>
    parts.push(text(LEFT - 10, TOP + 25 + row * HEIGHT, VARIANT_TITLES[variant], {
      anchor: "end",
      quiet: isBaseline(variant),
    }))
  );
  const bottom = TOP + rows.length * HEIGHT + 30;
  parts.push(
    text(LEFT, bottom, "Darker is better within a column; means over seeds.", {
      size: 11,
      quiet: true,
    }),
  );
  return document(
    Math.max(x + 20, LEFT + 320),
    bottom + 16,
    "Variants by tasks: headline metric of each",
    parts,
  );
}

/** A value as precise as it is printed, so that equal numbers have equal colours. */
function rounded({ decimals, percent }: Metric, value: number): number {
  return Number(value.toFixed(decimals + (percent ? 2 : 0)));
}

/** Task and metric above its columns, in letters small enough to fit. */
function header(x: number, width: number, task: string, metric: string): Markup[] {
  const fit = (content: string, size: number) => fitting(content, size, width - 6);
  return [
    text(x + width / 2, 20, task, { anchor: "middle", bold: true, size: fit(task, 13) }),
    text(x + width / 2, 36, metric, { anchor: "middle", quiet: true, size: fit(metric, 11) }),
  ];
}

/** From nearly white to deep blue. */
function shade(share: number): string {
  const ends = [[238, 244, 249], [8, 81, 132]] as const;
  const channels = ends[0].map((from, i) => Math.round(from + share * (ends[1][i]! - from)));
  return `rgb(${channels.join(",")})`;
}

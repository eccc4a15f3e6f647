/**
 * What a variant keeps at a new hospital: its headline metric, transfer by transfer.
 *
 * @module
 */
import { aggregate, type Group } from "../aggregate.ts";
import { type Markup, markup } from "../markup.ts";
import { directedTitle, metricOf, tableMetrics } from "../metrics.ts";
import { isBaseline, RESULT_VARIANTS, type Results } from "../results.ts";
import { transferTitle } from "../tables.ts";
import { chart, type Line, range } from "./chart.ts";
import { legend } from "./legend.ts";
import { document, seriesOf } from "./svg.ts";

const WIDTH = 400, HEIGHT = 300, GAP = 36, MARGIN = 24, ACROSS = 2;

/** Ratio of the largest to the smallest value from which powers of ten stand at equal distances. */
const LOG_FROM = 100;

/**
 * A chart per task: a line per variant over the transfers, a bar from the lowest to the highest seed.
 *
 * @returns undefined where no task has two transfers.
 */
export function transferFigure(results: Results): string | undefined {
  const byTask = Map.groupBy(aggregate(results.cells), ({ task }) => task);
  const charts = [...byTask].flatMap(([task, groups]) => {
    const transfers = [...new Set(groups.map(({ transfer }) => transferTitle(transfer)))];
    const [metric] = tableMetrics(new Set(groups.flatMap(({ metrics }) => [...metrics.keys()])));
    return transfers.length < 2 || metric === undefined
      ? []
      : [{ task, groups, transfers, metric }];
  });
  if (charts.length === 0) return undefined;
  const width = MARGIN * 2 + Math.min(ACROSS, charts.length) * (WIDTH + GAP) - GAP;
  const variants = RESULT_VARIANTS.filter((name) =>
    !isBaseline(name) && results.cells.some(({ variant }) => variant === name)
  );
  const names = legend(variants, MARGIN, MARGIN + 8, width - MARGIN);
  const top = names.bottom + 28;
  const parts = charts.map(({ task, groups, transfers, metric }, i): Markup => {
    const x = MARGIN + (i % ACROSS) * (WIDTH + GAP);
    const y = top + Math.floor(i / ACROSS) * (HEIGHT + GAP);
    return markup`<g transform="translate(${x} ${y})">${
      panel(`${task}: ${directedTitle(metricOf(metric))}`, groups, transfers, metric)
    }</g>`;
  });
  const height = top + Math.ceil(charts.length / ACROSS) * (HEIGHT + GAP) - GAP + MARGIN;
  return document(width, height, "Metrics by transfer", [names.parts, parts]);
}

function panel(title: string, groups: readonly Group[], transfers: string[], metric: string) {
  const all = groups.flatMap((group) => {
    const summary = group.metrics.get(metric);
    if (summary === undefined || summary.mean === null) return [];
    const values = summary.values.flatMap(({ value }) => value ?? []);
    return [{
      variant: group.variant,
      // Side by side, so that bars do not hide each other.
      x: transfers.indexOf(transferTitle(group.transfer)) + 0.06 * (seriesOf(group.variant) - 2.5),
      mean: summary.mean,
      low: Math.min(...values),
      high: Math.max(...values),
    }];
  });
  const lines = [...Map.groupBy(all, ({ variant }) => variant)].flatMap(
    ([variant, points]): Line[] => [
      {
        points: points.toSorted((a, b) => a.x - b.x).map(({ x, mean }) => [x, mean]),
        series: seriesOf(variant),
        dots: true,
      },
      ...points.map(({ x, low, high }): Line => ({
        points: [[x, low], [x, high]],
        series: seriesOf(variant),
      })),
    ],
  );
  const values = all.flatMap(({ low, high }) => [low, high]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return chart({
    title,
    x: "pre-training, fine-tuning, test (bars: lowest to highest seed)",
    lines,
    width: WIDTH,
    height: HEIGHT,
    percent: metricOf(metric).percent,
    xRange: [-0.4, transfers.length - 0.6],
    // Perplexity at a hospital that writes otherwise would flatten all the rest.
    log: least > 0 && most / least > LOG_FROM,
    yRange: range(values, 0.08),
    xTicks: transfers.map((name, i) => [i, name.replaceAll("→", "\n→ ")] as const),
  });
}

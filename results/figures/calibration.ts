/**
 * Reliability of classification: how often labels hold that were given some probability.
 *
 * @module
 */
import { type Markup, markup } from "../markup.ts";
import { RESULT_VARIANTS, type ResultVariant } from "../results.ts";
import { chart, type Line } from "./chart.ts";
import { legend } from "./legend.ts";
import { document, seriesOf } from "./svg.ts";

/** The decisions of one cell: a probability and a truth per study and label. */
export interface Decisions {
  readonly variant: ResultVariant;
  readonly task: string;
  /** `site-a→site-a→site-b`. */
  readonly transfer: string;
  readonly scores: readonly number[];
  readonly targets: readonly number[];
}

const BINS = 10;
const SIZE = 330, GAP = 36, MARGIN = 24, ACROSS = 3;

/**
 * A chart per task and transfer, a line per variant, the decisions of all its seeds pooled. Bins are
 * of equal width and closed above, as those of the calibration error; empty ones are left out.
 *
 * @returns undefined where there are no decisions.
 */
export function calibrationFigure(cells: readonly Decisions[]): string | undefined {
  const charts = [...Map.groupBy(cells, ({ task, transfer }) => `${task}, ${transfer}`)];
  if (charts.length === 0) return undefined;
  const width = 2 * MARGIN + Math.min(ACROSS, charts.length) * (SIZE + GAP) - GAP;
  const variants = RESULT_VARIANTS.filter((name) => cells.some(({ variant }) => variant === name));
  const names = legend(variants, MARGIN, MARGIN + 8, width - MARGIN);
  const top = names.bottom + 28;
  const placed = charts.map(([title, own], i): Markup => {
    const lines = [...Map.groupBy(own, ({ variant }) => variant)].map((
      [variant, decisions],
    ): Line => ({
      points: reliability(decisions),
      series: seriesOf(variant),
      dots: true,
    }));
    const parts = chart({
      title,
      x: "mean probability; upward: share of positives",
      lines: [{ points: [[0, 0], [1, 1]], series: -1, dashed: true }, ...lines],
      width: SIZE,
      height: SIZE,
      xRange: [0, 1],
      yRange: [0, 1],
    });
    return markup`<g transform="translate(${MARGIN + (i % ACROSS) * (SIZE + GAP)} ${
      top + Math.floor(i / ACROSS) * (SIZE + GAP)
    })">${parts}</g>`;
  });
  const height = top + Math.ceil(charts.length / ACROSS) * (SIZE + GAP) - GAP + MARGIN;
  return document(width, height, "Calibration of classification", [names.parts, placed]);
}

/** Mean probability and share of positives of every bin that is not empty. */
export function reliability(
  cells: readonly Pick<Decisions, "scores" | "targets">[],
): [number, number][] {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, scores: 0, positives: 0 }));
  for (const { scores, targets } of cells) {
    scores.forEach((score, i) => {
      const bin = bins[Math.max(0, Math.ceil(score * BINS) - 1)]!;
      bin.n++;
      bin.scores += score;
      bin.positives += targets[i] === 1 ? 1 : 0;
    });
  }
  return bins.flatMap(({ n, scores, positives }) => n === 0 ? [] : [[scores / n, positives / n]]);
}

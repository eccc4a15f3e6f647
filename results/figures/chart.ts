/**
 * Lines over two axes.
 *
 * @module
 */
import { type Markup, markup, type Part } from "../markup.ts";
import { at, fitting, INK, rule, SERIES, text, ticks } from "./svg.ts";

/** A line, its points from left to right; null where there is no value. */
export interface Line {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Number of its colour. */
  readonly series: number;
  /** Draws a dot at every point, too. */
  readonly dots?: boolean;
  /** A larger dot at this point. */
  readonly chosen?: number;
  readonly dashed?: boolean;
}

export interface ChartOptions {
  readonly title: string;
  readonly x: string;
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
  /** Ends of the axes; the lines' own by default. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** Writes the y axis times 100. */
  readonly percent?: boolean;
  /** Gives every power of ten the same height; all y must be positive, and `yRange` is not read. */
  readonly log?: boolean;
  /** Names of places on the x axis, in place of round numbers; may have several lines. */
  readonly xTicks?: readonly (readonly [number, string])[];
}

const LEFT = 46, RIGHT = 12, TOP = 26, BOTTOM = 36;

/** A chart in a box of `width` × `height`. */
export function chart(options: ChartOptions): Part {
  const { title, x: xTitle, lines, width, height, percent, log } = options;
  const nameLines = Math.max(
    1,
    ...(options.xTicks ?? []).map(([, name]) => name.split("\n").length),
  );
  const floor = height - BOTTOM - 13 * (nameLines - 1);
  const points = lines.flatMap(({ points }) => points);
  const [x0, x1] = options.xRange ?? range(points.map(([x]) => x), 0);
  const scaled = (value: number) => log ? Math.log10(value) : value;
  const own = () => range(points.map(([, y]) => scaled(y)), 0.05);
  const [y0, y1] = log ? own() : options.yRange ?? own();
  const x = (value: number) => LEFT + (value - x0) / (x1 - x0) * (width - LEFT - RIGHT);
  const y = (value: number) => floor - (scaled(value) - y0) / (y1 - y0) * (floor - TOP);
  const rows = Math.max(2, Math.round(height / 50));
  const yTicks = log
    ? ticks(y0, y1, rows).filter(Number.isInteger).map((exponent) => 10 ** exponent)
    : ticks(y0, y1, rows);
  const xTicks = options.xTicks ??
    ticks(x0, x1, Math.max(2, Math.round(width / 70))).map((value) =>
      [value, short(value)] as const
    );
  return [
    text(0, 14, title, { size: fitting(title, 12, width), bold: true }),
    yTicks.map((value) => [
      rule(LEFT, y(value), width - RIGHT, y(value)),
      text(LEFT - 6, y(value) + 4, short(percent ? 100 * value : value), {
        anchor: "end",
        size: 11,
        quiet: true,
      }),
    ]),
    xTicks.map(([value, name]) =>
      name.split("\n").map((line, i) =>
        text(x(value), floor + 15 + 13 * i, line, { anchor: "middle", size: 11, quiet: true })
      )
    ),
    text((LEFT + width - RIGHT) / 2, height - 4, xTitle, {
      anchor: "middle",
      size: 11,
      quiet: true,
    }),
    lines.map((line) => drawn(line, x, y)),
  ];
}

function drawn({ points, series, dots, chosen, dashed }: Line, x: Scale, y: Scale): Part {
  const path = points.map(([a, b], i) => `${i === 0 ? "M" : "L"}${at(x(a))} ${at(y(b))}`).join("");
  const colour = series < 0 ? INK : SERIES[series % SERIES.length]!;
  const name = series < 0 ? "rule" : `s${series % SERIES.length}`;
  const dot = ([a, b]: readonly [number, number], radius: number): Markup =>
    markup`<circle cx="${at(x(a))}" cy="${at(y(b))}" r="${radius}" class="${
      name.replace("s", "f")
    }" fill="${colour}"/>`;
  return [
    markup`<path d="${path}" class="${name}" stroke="${colour}" stroke-width="${
      series < 0 ? 1 : 1.75
    }" stroke-linejoin="round"${dashed && markup` stroke-dasharray="5 4"`}/>`,
    dots && points.map((point) => dot(point, 2.5)),
    chosen !== undefined && points[chosen] && dot(points[chosen], 4.5),
  ];
}

type Scale = (value: number) => number;

/** From the smallest to the largest, widened by a share on both sides; never empty. */
export function range(values: readonly number[], margin: number): [number, number] {
  const [low, high] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  if (!(high >= low)) return [0, 1];
  const wide = high - low || Math.abs(high) || 1;
  return high === low
    ? [low - wide / 2, high + wide / 2]
    : [low - margin * wide, high + margin * wide];
}

function short(value: number): string {
  if (Math.abs(value) >= 10_000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(4))).replace(/^(-?)0\./, "$1.");
}

/** At most `count` points: means of equal runs, so that a long log stays small and is not noise. */
export function thinned(values: readonly number[], count: number): [number, number][] {
  const run = Math.max(1, Math.ceil(values.length / count));
  const points: [number, number][] = [];
  for (let start = 0; start < values.length; start += run) {
    const part = values.slice(start, start + run);
    points.push([
      start + (part.length + 1) / 2,
      part.reduce((sum, value) => sum + value, 0) / part.length,
    ]);
  }
  return points;
}

/**
 * How training went: loss step by step, valid metrics epoch by epoch.
 *
 * @module
 */
import { metricOf } from "../metrics.ts";
import { parseLog, type StageRecord, type TrainingLog } from "../stage_record.ts";
import { chart, type Line, thinned } from "./chart.ts";
import type { Part } from "../markup.ts";
import { ticks } from "./svg.ts";

/** Points of a line at most. */
const POINTS = 80;

/** The training of one seed. */
export interface SeedLog {
  readonly seed: number;
  readonly log: TrainingLog;
}

/** The logs of the stages that have one. */
export function seedLogs(
  stages: readonly { readonly seed: number; readonly record: StageRecord | undefined }[],
): SeedLog[] {
  return stages.flatMap(({ seed, record }) => {
    return record?.log === undefined ? [] : [{ seed, log: parseLog(record.log) }];
  });
}

/** Losses of some seeds, a line each. */
export function lossChart(
  logs: readonly { readonly log: TrainingLog; readonly series: number }[],
  size: { readonly title: string; readonly width: number; readonly height: number },
): Part {
  const lines = logs.map(({ log, series }): Line => ({
    points: thinned(log.losses, POINTS),
    series,
  }));
  const last = Math.max(1, ...logs.map(({ log }) => log.losses.length));
  const xTicks = ticks(1, last).filter(Number.isInteger).map((step) => [step, `${step}`] as const);
  return chart({ ...size, x: "step", lines, xTicks });
}

/** `Accuracy, valid split, %`. */
export function validTitle(metric: string): string {
  const { title, percent } = metricOf(metric);
  return `${title}, valid split${percent ? ", %" : ""}`;
}

/** A metric on the valid split, epoch by epoch; the epoch that was kept has a larger dot. */
export function validChart(
  logs: readonly { readonly log: TrainingLog; readonly series: number }[],
  metric: string,
  size: { readonly title: string; readonly width: number; readonly height: number },
): Part {
  const lines = logs.map(({ log, series }): Line => {
    const values = log.valid.map((metrics, epoch) => [epoch + 1, metrics[metric] ?? null] as const);
    const points = values.filter((point): point is [number, number] => point[1] !== null);
    return {
      points,
      series,
      dots: points.length < 30,
      chosen: points.findIndex(([epoch]) => epoch - 1 === log.bestEpoch),
    };
  });
  const epochs = Math.max(1, ...logs.map(({ log }) => log.valid.length));
  const every = Math.ceil(epochs / 10);
  const xTicks = Array.from({ length: epochs }, (_, i) => i + 1)
    .filter((epoch) => (epoch - 1) % every === 0)
    .map((epoch) => [epoch, String(epoch)] as const);
  return chart({
    ...size,
    percent: metricOf(metric).percent,
    x: "epoch (large dot: the one kept)",
    lines,
    xTicks,
    xRange: epochs > 1 ? [1, epochs] : [0.5, 1.5],
  });
}

/** The valid metrics of logs that a table shows or a chart can: those that every log has. */
export function validMetrics(logs: readonly SeedLog[]): string[] {
  const names = new Set(logs.flatMap(({ log }) => log.valid.flatMap((m) => Object.keys(m))));
  return [...names].filter((name) => {
    return !metricOf(name).detail && logs.some(({ log }) => log.valid.some((m) => m[name] != null));
  });
}

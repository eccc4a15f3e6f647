/**
 * One entry of a table.
 *
 * @module
 */
import type { Group } from "./aggregate.ts";
import { formatDifference, formatValue, type Metric, metricOf } from "./metrics.ts";
import { isBaseline } from "./results.ts";
import type { Mark } from "./table_marks.ts";

/** What stands at a row and a column. */
export interface Entry {
  /** Mean over seeds, `–` where undefined, absent where no cell is done. */
  readonly mean?: string;
  /** Sample standard deviation; absent for one seed and in chance rows. */
  readonly sd?: string;
  /** 95 % interval of the mean, `[.812, .934]`; absent where none is known and in chance rows. */
  readonly interval?: string;
  /** What the interval is over: `2 seeds`, `240 test examples`. */
  readonly over?: string;
  /** Chance rows do not compete, nor does a single row. */
  readonly mark?: Mark;
  /** What is missing: `failed (1 of 3)`, `skipped (…)`, `undefined (…)`, `n = 2`. */
  readonly notes: readonly string[];
  /**
   * `reference .049, +.012`, the difference being this minus the reference, or `no reference`; absent in
   * chance rows and in tables without any reference.
   */
  readonly reference?: string;
}

/**
 * The entry of a group under a metric.
 *
 * @param seeds Number of seeds of the run.
 * @param reference Published value, null for "no reference", undefined to say nothing.
 */
export function entryOf(
  group: Group,
  metric: string,
  seeds: number,
  mark: Mark | undefined,
  reference: number | null | undefined,
): Entry {
  const meaning = metricOf(metric);
  const { cells, failed, skipped } = group;
  const notes: string[] = [];
  if (failed > 0) notes.push(`failed (${failed} of ${cells})`);
  if (skipped > 0) notes.push(`skipped (${skipped} of ${cells})`);
  const summary = group.metrics.get(metric);
  if (!summary) return { notes };
  const { mean, sd, interval, n, values } = summary;
  const chance = isBaseline(group.variant);
  if (mean !== null && n < values.length) {
    notes.push(`undefined (${values.length - n} of ${cells})`);
  }
  if (cells < seeds && !chance) notes.push(`n = ${n}`);
  const text = (value: number) => formatValue(meaning, value);
  return {
    mean: mean === null ? "–" : text(mean),
    ...(sd === null || chance ? {} : { sd: text(sd) }),
    ...(interval === null || chance ? {} : {
      interval: `[${text(interval.low)}, ${text(interval.high)}]`,
      over: `${interval.n} ${interval.over}`,
    }),
    ...(mark ? { mark } : {}),
    notes,
    ...(reference === undefined ? {} : { reference: beside(meaning, mean, reference) }),
  };
}

/** What stands after a mean in text: ` ± .012`, or for one seed ` [.812, .934]`. */
export function spread({ sd, interval }: Entry): string {
  return sd !== undefined ? ` ± ${sd}` : interval !== undefined ? ` ${interval}` : "";
}

function beside(meaning: Metric, mean: number | null, reference: number | null): string {
  if (reference === null) return "no reference";
  const value = `reference ${formatValue(meaning, reference)}`;
  return mean === null ? value : `${value}, ${formatDifference(meaning, mean - reference)}`;
}

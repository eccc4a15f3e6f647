/**
 * The gate: whether results are as they were, as good as they were, or as published.
 *
 * @module
 */
import { aggregate, type Group } from "./aggregate.ts";
import { whyIncomparable } from "./comparable.ts";
import { formatValue, metricOf, tableMetrics } from "./metrics.ts";
import { findReference, type Reference } from "./references.ts";
import { isBaseline, type ResultCell, type Results } from "./results.ts";
import { type Interval, seedInterval } from "./statistics/mod.ts";

/** One thing that was looked at. */
export interface Check {
  /** `bar classification site-a→site-a→site-a`, with the seed where there is one. */
  readonly cell: string;
  /** A metric's name, or `predictions`, or `cell`. */
  readonly what: string;
  /** `skipped` was not judged: there is nothing to compare with. */
  readonly status: "passed" | "failed" | "skipped";
  readonly before: string;
  readonly after: string;
  /** Why it failed or was skipped; what was seen where it passed. */
  readonly why: string;
}

export interface Verdict {
  readonly mode: "golden" | "statistical" | "reference";
  readonly checks: readonly Check[];
  /** Sentences about the comparison as a whole. */
  readonly notes: readonly string[];
}

/** Whether a gate lets results pass: nothing failed, and something was judged. */
export function passes({ checks }: Verdict): boolean {
  return checks.some(({ status }) => status === "passed") &&
    checks.every(({ status }) => status !== "failed");
}

/**
 * Which kind of machine made results: only on one kind are their bits comparable. A processor's name
 * does not tell, the way its kernels round does.
 */
export function machineOf({ environment: { engine, device, host } }: Results): string {
  const [system, cpu, rounding] = [host.system, host.cpu, host.rounding].map((it) =>
    it ?? "unknown"
  );
  return `${engine} ${device}, ${system}, ${cpu}, rounding ${rounding}`;
}

/**
 * Exact comparison: the digest of every predictions file and every digit of every metric.
 *
 * Engines round differently on other processors, so against results of another kind of machine every
 * cell fails with that reason instead of with differences that say nothing.
 */
export function goldenGate(now: Results, before: Results): Verdict {
  const [here, there] = [machineOf(now), machineOf(before)];
  const other = here === there ? undefined : `made on ${there}, not comparable with ${here}`;
  const checks = matched(now, before).flatMap(({ name, own, old }): Check[] => {
    const failed = (what: string, before: string, after: string, why: string): Check => {
      return { cell: name, what, status: "failed", before, after, why };
    };
    if (own?.status !== "done") {
      return [failed("cell", "done", own?.status ?? "missing", lost(own))];
    }
    if (other !== undefined) return [failed("cell", "done", "done", other)];
    const names = new Set([...Object.keys(old.metrics), ...Object.keys(own.metrics)]);
    const moved = [...names].flatMap((metric) => {
      const [is, was] = [own.metrics[metric], old.metrics[metric]];
      return Object.is(is, was) ? [] : [failed(metric, digits(was), digits(is), "differs")];
    });
    if (own.predictions !== old.predictions) {
      const [was, is] = [old, own].map(({ predictions }) => predictions?.slice(0, 12) ?? "none");
      moved.unshift(failed("predictions", was!, is!, "digest differs"));
    }
    if (moved.length > 0) return moved;
    const why = `predictions and ${names.size} metrics are the same`;
    return [{ cell: name, what: "cell", status: "passed", before: "done", after: "done", why }];
  });
  return { mode: "golden", checks, notes: notes(now, before) };
}

export interface StatisticalOptions {
  /** What may be lost, by metric; `default` for all others. */
  readonly margins: Readonly<Record<string, number>>;
  /** `equivalence`: neither lost nor won. @default {"non-inferiority"} */
  readonly test?: "non-inferiority" | "equivalence";
}

/**
 * Whether the mean over seeds is shown to be no worse than before by more than a margin: the lower end
 * of the 90 % interval of the paired differences (new - old, turned so that higher is better) lies above
 * -margin, which is a one-sided test at 5 %; `equivalence` asks the same of the upper end and margin
 * (two one-sided tests). All must pass, so no correction for their number is due. Seeds that all give the
 * same value pass without a test; fewer than two shared seeds give no interval and fail.
 *
 * Source: Schuirmann, J. Pharmacokinet. Biopharm. 15(6), 1987.
 *
 * @throws {RangeError} If a metric has no margin.
 */
export function statisticalGate(
  now: Results,
  before: Results,
  { margins, test = "non-inferiority" }: StatisticalOptions,
): Verdict {
  const groups = new Map(groupsOf(now).map((group) => [groupName(group), group]));
  const checks = groupsOf(before).flatMap((old): Check[] => {
    const cell = groupName(old);
    const own = groups.get(cell);
    const why = own === undefined
      ? "no such cell any more"
      : whyIncomparable(before, cellOf(before, old), now, cellOf(now, own)).join("; ");
    const whole = { cell, what: "cell", status: "failed" as const, before: "", after: "" };
    if (own === undefined || why !== "") return [{ ...whole, why }];
    const lost = old.cells - old.failed - old.skipped - (own.cells - own.failed - own.skipped);
    const missing = lost > 0 ? [{ ...whole, why: `${lost} seeds less are done` }] : [];
    return [...missing, ...judged(old).map((metric) => judge(cell, metric, own, old))];
  });
  const names = new Set(checks.map(({ what }) => what));
  const unused = Object.keys(margins).filter((name) => name !== "default" && !names.has(name));
  const unknown = unused.map((name) => `No ${name} was judged: its margin is not used`);
  return { mode: "statistical", checks, notes: [...notes(now, before), ...unknown] };

  function judge(cell: string, name: string, own: Group, old: Group): Check {
    const margin = margins[name] ?? margins.default;
    if (margin === undefined) {
      throw new RangeError(
        `Cannot judge ${name}: there is no margin for it, give --margin ${name}=… or name it in ` +
          "the spec's margins",
      );
    }
    const metric = metricOf(name);
    const [after, earlier] = [own, old].map((group) => group.metrics.get(name));
    const values = new Map(after?.values.map(({ seed, value }) => [seed, value]));
    const pairs = earlier!.values.filter(({ seed }) => values.has(seed))
      .map(({ seed, value }) => [value, values.get(seed)!] as const);
    const shown = (value: number | null | undefined) => {
      return value === null || value === undefined ? "–" : formatValue(metric, value);
    };
    const check = { cell, what: name, before: shown(earlier!.mean), after: shown(after?.mean) };
    if (pairs.length > 0 && pairs.every(([was, is]) => was === is)) {
      return { ...check, status: "passed", why: `the same in ${pairs.length} seeds` };
    }
    const sign = metric.direction === "lower" ? -1 : 1;
    const differences = pairs.flatMap(([was, is]) => {
      return was === null || is === null ? [] : [sign * (is - was)];
    });
    const interval = differences.length === pairs.length ? seedInterval(differences, 0.9) : null;
    if (interval === null) {
      const why =
        `moved, and ${differences.length} seeds with values on both sides give no interval`;
      return { ...check, status: "failed", why };
    }
    const within = interval.low > -margin && (test !== "equivalence" || interval.high < margin);
    return {
      ...check,
      status: within ? "passed" : "failed",
      why: reason(interval, margin, within),
    };
  }
}

function reason({ low, high, n }: Interval, margin: number, within: boolean): string {
  const range = `gain in [${low.toPrecision(3)}, ${high.toPrecision(3)}] at 90 %, ${n} seeds`;
  if (within) return `${range}, margin ${margin}`;
  return `${high < -margin ? "worse" : "not shown to be as good"}: ${range}, margin ${margin}`;
}

/**
 * Whether means over seeds lie within a tolerance of published values, on either side. A value that is
 * not known is skipped and listed.
 */
export function referenceGate(
  now: Results,
  references: readonly Reference[],
  tolerance: number,
): Verdict {
  const checks = groupsOf(now).flatMap((group): Check[] =>
    judged(group).map((name) => {
      const metric = metricOf(name);
      const { mean } = group.metrics.get(name)!;
      const { value = null, source } = findReference(references, { ...group, metric: name }) ?? {};
      const [before, after] = [value, mean].map((v) => v === null ? "–" : formatValue(metric, v));
      const check = { cell: groupName(group), what: name, before: before!, after: after! };
      if (value === null) return { ...check, status: "skipped", why: "no reference" };
      const within = mean !== null && Math.abs(mean - value) <= tolerance;
      const why = `${within ? "within" : "not within"} ${tolerance} of ${source}`;
      return { ...check, status: within ? "passed" : "failed", why };
    })
  );
  const nothing = checks.every(({ status }) => status === "skipped");
  const note = "Nothing was judged: no cell has a published value, so the gate does not pass";
  return { mode: "reference", checks, notes: nothing ? [note] : [] };
}

/** The metrics that decide: those of the tables for which one direction is better. */
function judged({ metrics }: Group): string[] {
  return tableMetrics(metrics.keys()).filter((name) => metricOf(name).direction !== "none");
}

function groupsOf({ cells }: Results): Group[] {
  return aggregate(cells).filter(({ variant }) => !isBaseline(variant));
}

function groupName({ variant, task, transfer }: Pick<Group, "variant" | "task" | "transfer">) {
  return `${variant} ${task} ${transfer.pretrain}→${transfer.finetune}→${transfer.test}`;
}

function cellName(cell: ResultCell): string {
  return `${groupName(cell)} seed ${cell.seed}`;
}

/** A cell of a group that is done, else any. */
function cellOf({ cells }: Results, group: Group): ResultCell {
  const own = cells.filter((cell) => groupName(cell) === groupName(group));
  return own.find(({ status }) => status === "done") ?? own[0]!;
}

/** Every cell that was done before, and what became of it. */
function matched(now: Results, before: Results) {
  const cells = new Map(now.cells.map((cell) => [cellName(cell), cell]));
  return before.cells.filter(({ status }) => status === "done").map((old) => {
    const name = cellName(old);
    return { name, old, own: cells.get(name) };
  });
}

function lost(cell: ResultCell | undefined): string {
  return cell === undefined ? "no such cell any more" : cell.error ?? `it is ${cell.status}`;
}

function digits(value: number | null | undefined): string {
  return value === undefined ? "none" : String(value);
}

function notes(now: Results, before: Results): string[] {
  const { environment: here } = now;
  const { environment: there } = before;
  const packages = new Set([...Object.keys(here.versions), ...Object.keys(there.versions)]);
  const changed = [...packages].sort().flatMap((name) => {
    const [was, is] = [there.versions[name] ?? "none", here.versions[name] ?? "none"];
    return was === is ? [] : [`${name} ${was} → ${is}`];
  });
  const known = new Set(before.cells.map(cellName));
  const added = now.cells.filter((cell) => !known.has(cellName(cell))).length;
  return [
    ...now.spec.digest === before.spec.digest ? [] : ["The spec is another"],
    ...changed.length === 0 ? [] : [`Versions changed: ${changed.join(", ")}`],
    ...added === 0 ? [] : [`${added} cells are new and were not judged`],
  ];
}

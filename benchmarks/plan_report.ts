/**
 * A plan as JSON and as text.
 *
 * @module
 */
import type { Plan, PlannedCell, PlannedStage } from "./plan.ts";
import type { StoreView, Why } from "./plan_why.ts";
import type { Stage, StageKind } from "./stage.ts";

const KINDS: readonly StageKind[] = ["prepare", "pretrain", "finetune", "evaluate"];

/** What `plan --json` prints. */
export interface PlanReport {
  readonly cells: readonly CellReport[];
  readonly stages: readonly StageReport[];
}

/** A key, or null where it depends on data that are not there. */
type KnownKey = string | null;

/** A cell of the plan. */
export interface CellReport extends Pick<PlannedCell, "cell" | "failed"> {
  readonly stages?: Readonly<Record<string, KnownKey>>;
}

/** A stage of the plan and whether its artifact is in the store, or cannot be told to be. */
export interface StageReport extends Pick<Stage, "kind" | "step" | "title"> {
  readonly key: KnownKey;
  readonly status: "cached" | "missing" | "unknown";
  readonly inputs: Readonly<Record<string, KnownKey>>;
  /** Why a dataset's content is not known. */
  readonly absent?: string;
  /** With `--why`: what a missing stage differs in from the nearest artifact. */
  readonly why?: Why;
}

/** Keys of the plan's stages that are in the store. */
export async function cachedStages(plan: Plan, store: StoreView): Promise<ReadonlySet<string>> {
  const cached = new Set<string>();
  for (const kind of KINDS) {
    // One look at a folder spares one at every stage that never ran.
    const keys = new Set(await store.keys(kind));
    for (const stage of plan.stages) {
      if (stage.kind !== kind || !keys.has(stage.key)) continue;
      if (await store.has(stage)) cached.add(stage.key);
    }
  }
  return cached;
}

/** The report of a plan, given the keys of the stages that are in the store. */
export function planReport(
  plan: Plan,
  cached: ReadonlySet<string>,
  whys: ReadonlyMap<string, Why> = new Map(),
): PlanReport {
  const unknown = new Set<string>();
  for (const { key, absent, inputs } of plan.stages) {
    const reads = Object.values(inputs).some((key) => unknown.has(key));
    if (absent !== undefined || reads) unknown.add(key);
  }
  const known = (key: string) => unknown.has(key) ? null : key;
  const allKnown = (keys: object) =>
    Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, known(key)]));
  const stages = plan.stages.map((stage: PlannedStage): StageReport => {
    const { kind, step, title, absent } = stage;
    const key = known(stage.key);
    const status = key === null ? "unknown" : cached.has(key) ? "cached" : "missing";
    const why = key === null ? undefined : whys.get(key);
    return {
      ...{ kind, key, step, title, status, inputs: allKnown(stage.inputs) },
      ...absent !== undefined && { absent },
      ...why && { why },
    };
  });
  const cells = plan.cells.map((planned): CellReport => {
    return planned.stages ? { ...planned, stages: allKnown(planned.stages) } : planned;
  });
  return { cells, stages };
}

/** A plan for people: how much there is of each kind, then a line per stage, and why it is missing. */
export function planText({ cells, stages }: PlanReport): string {
  const failed = cells.filter((cell) => cell.failed !== undefined);
  const lines = [`${count(cells.length, "cell")}, ${count(stages.length, "stage")}`];
  for (const kind of KINDS) {
    const all = stages.filter((stage) => stage.kind === kind);
    const of = (wanted: string) => all.filter(({ status }) => status === wanted).length;
    const unknown = of("unknown") === 0 ? "" : `, ${of("unknown")} unknown`;
    if (all.length > 0) {
      lines.push(`${kind}: ${of("cached")} cached, ${of("missing")} missing${unknown}`);
    }
    for (const { status, key, title, why, absent } of all) {
      lines.push(`  ${status.padEnd(7)}  ${(key ?? "-".repeat(12)).slice(0, 12)}  ${title}`);
      if (absent !== undefined) lines.push(`    ${absent}`);
      if (why?.nearest === null) lines.push("    never ran");
      if (why?.nearest) {
        lines.push(`    differs from ${why.nearest.slice(0, 12)} in`);
        lines.push(...why.differences.map((difference) => `      ${difference}`));
      }
    }
  }
  if (stages.some(({ status }) => status === "unknown")) {
    lines.push(
      "unknown: what depends on data that are not there, name their folders with --data NAME=DIR",
    );
  }
  for (const [message, n] of counted(failed.map(({ failed }) => failed!))) {
    lines.push(`${count(n, "cell")} cannot be planned: ${message}`);
  }
  return lines.join("\n");
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

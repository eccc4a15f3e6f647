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
  readonly cells: readonly PlannedCell[];
  readonly stages: readonly StageReport[];
}

/** A stage of the plan and whether its artifact is in the store. */
export interface StageReport extends Pick<Stage, "kind" | "key" | "step" | "title" | "inputs"> {
  readonly status: "cached" | "missing";
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
  const stages = plan.stages.map(({ kind, key, step, title, inputs }: PlannedStage) => {
    const why = whys.get(key);
    const status = cached.has(key) ? "cached" : "missing";
    return { kind, key, step, title, status, inputs, ...why && { why } } as const;
  });
  return { cells: plan.cells, stages };
}

/** A plan for people: how much there is of each kind, then a line per stage, and why it is missing. */
export function planText({ cells, stages }: PlanReport): string {
  const failed = cells.filter((cell) => cell.failed !== undefined);
  const lines = [`${count(cells.length, "cell")}, ${count(stages.length, "stage")}`];
  for (const kind of KINDS) {
    const all = stages.filter((stage) => stage.kind === kind);
    const cached = all.filter(({ status }) => status === "cached").length;
    if (all.length > 0) lines.push(`${kind}: ${cached} cached, ${all.length - cached} missing`);
    for (const { status, key, title, why } of all) {
      lines.push(`  ${status.padEnd(7)}  ${key.slice(0, 12)}  ${title}`);
      if (why?.nearest === null) lines.push("    never ran");
      if (why?.nearest) {
        lines.push(`    differs from ${why.nearest.slice(0, 12)} in`);
        lines.push(...why.differences.map((difference) => `      ${difference}`));
      }
    }
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

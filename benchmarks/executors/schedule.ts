/**
 * Which stage is run next: a stage whose inputs are there, on the longest path to the end.
 *
 * @module
 */
import type { Stage, StageKind } from "../stage.ts";

/** Relative length of a stage of each kind, or of a step of it that is longer than others. */
const WEIGHTS: Readonly<Record<StageKind, number> & Record<string, number>> = {
  "prepare/trunk": 12,
  prepare: 2,
  pretrain: 10,
  finetune: 4,
  evaluate: 1,
  compare: 1,
};

/** Relative length of a stage. */
export function lengthOf({ kind, step }: Stage): number {
  return WEIGHTS[`${kind}/${step}`] ?? WEIGHTS[kind];
}

/** What became of a stage. */
export type StageStatus =
  | "cached"
  | "done"
  | "failed"
  /** A stage it needs failed. */
  | "skipped"
  /** The run ended before it did. */
  | "interrupted";

type State = StageStatus | "waiting" | "running";

/** The stages of a run and how far each is. */
export class Schedule {
  readonly #states = new Map<string, State>();
  readonly #weights = new Map<string, number>();
  readonly #order: readonly string[];

  /** @param stages All stages by key, in the order in which equals are run. */
  constructor(private readonly stages: ReadonlyMap<string, Stage>) {
    this.#order = [...stages.keys()];
    const downstream = new Map<string, Stage[]>();
    for (const stage of stages.values()) {
      for (const key of Object.values(stage.inputs)) {
        downstream.set(key, [...downstream.get(key) ?? [], stage]);
      }
    }
    const weigh = (stage: Stage): number => {
      const known = this.#weights.get(stage.key);
      if (known !== undefined) return known;
      const after = (downstream.get(stage.key) ?? []).map(weigh);
      const weight = lengthOf(stage) + Math.max(0, ...after);
      this.#weights.set(stage.key, weight);
      return weight;
    };
    for (const stage of stages.values()) weigh(stage);
  }

  state(key: string): State | undefined {
    return this.#states.get(key);
  }

  set(key: string, state: State): void {
    this.#states.set(key, state);
  }

  /** Keys of the stages in a state. */
  in(state: State): string[] {
    return this.#order.filter((key) => this.#states.get(key) === state);
  }

  /** Stages that can run now, the most urgent first. */
  ready(): Stage[] {
    const stages = this.in("waiting").map((key) => this.stages.get(key)!);
    const ready = stages.filter(({ inputs }) =>
      Object.values(inputs).every((key) => ["cached", "done"].includes(this.#states.get(key)!))
    );
    return ready.sort((a, b) => this.#weights.get(b.key)! - this.#weights.get(a.key)!);
  }

  /**
   * Marks the waiting stages that need a failed one, at any distance, as skipped.
   *
   * @returns Each of them, and the failed stage it is skipped for.
   */
  skip(): { stage: Stage; because: Stage }[] {
    const skipped: { stage: Stage; because: Stage }[] = [];
    const failed = new Map(this.in("failed").map((key) => [key, key]));
    for (let before = -1; before < skipped.length;) {
      before = skipped.length;
      for (const key of this.in("waiting")) {
        const stage = this.stages.get(key)!;
        const input = Object.values(stage.inputs).find((input) => failed.has(input));
        if (input === undefined) continue;
        failed.set(key, failed.get(input)!);
        this.set(key, "skipped");
        skipped.push({ stage, because: this.stages.get(failed.get(key)!)! });
      }
    }
    return skipped;
  }
}

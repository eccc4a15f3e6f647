/**
 * How far a run is, from its events.
 *
 * @module
 */
import type { StageStatus } from "./executors/schedule.ts";
import type { RunEvent } from "./run.ts";
import type { Stage } from "./stage.ts";
import type { Progress } from "./stages/context.ts";

/** A stage that runs now. */
export interface RunningStage {
  readonly stage: Stage;
  readonly threads: number;
  /** Seconds on the clock of the events. */
  readonly started: number;
  readonly progress?: Progress;
}

/** Stages by what became of them. */
export type Counts = Readonly<Record<StageStatus | "waiting" | "running" | "total", number>>;

/** Folds the events of a run; times are seconds of any one clock. */
export class RunState {
  readonly #stages = new Map<string, { stage: Stage; status: StageStatus | "waiting" }>();
  readonly #running = new Map<string, RunningStage>();
  /** Seconds that the finished stages of a step took. */
  readonly #durations = new Map<string, number[]>();

  apply(event: RunEvent, now: number): void {
    switch (event.type) {
      case "plan":
        for (const stage of event.cached) this.#set(stage, "cached");
        for (const stage of event.missing) this.#set(stage, "waiting");
        break;
      case "start":
        this.#set(event.stage, "waiting");
        this.#running.set(event.stage.key, { ...event, started: now });
        break;
      case "progress": {
        const running = this.#running.get(event.stage.key);
        if (running === undefined) break;
        this.#running.set(event.stage.key, { ...running, progress: event.progress });
        break;
      }
      case "again":
        this.#set(event.stage, "waiting");
        break;
      case "end": {
        const { stage, outcome } = event;
        const seconds = this.seconds(stage, now);
        if (outcome.status === "done" && seconds !== undefined) {
          const step = stepOf(stage);
          this.#durations.set(step, [...this.#durations.get(step) ?? [], seconds]);
        }
        this.#set(stage, outcome.status);
      }
    }
  }

  /** The stages that run now, in the order of their starts. */
  get running(): RunningStage[] {
    return [...this.#running.values()];
  }

  get counts(): Counts {
    const counts = { total: this.#stages.size, running: this.#running.size };
    const count = (wanted: StageStatus | "waiting") =>
      this.#stages.values().filter(({ status }) => status === wanted).toArray().length;
    return {
      ...counts,
      waiting: count("waiting") - counts.running,
      cached: count("cached"),
      done: count("done"),
      failed: count("failed"),
      skipped: count("skipped"),
      interrupted: count("interrupted"),
    };
  }

  /** Seconds since a running stage started, undefined if it does not run. */
  seconds(stage: Stage, now: number): number | undefined {
    const running = this.#running.get(stage.key);
    return running && now - running.started;
  }

  /** Seconds a running stage still needs at its pace so far, undefined before its first step. */
  stageLeft({ started, progress }: RunningStage, now: number): number | undefined {
    if (progress === undefined || progress.done === 0) return undefined;
    return (now - started) / progress.done * (progress.total - progress.done);
  }

  /**
   * Seconds the run still needs, if a waiting stage takes as long as those of its step took, and as
   * many run at once as now; undefined while nothing is known of some step.
   */
  timeLeft(now: number): number | undefined {
    let sum = 0;
    for (const running of this.#running.values()) sum += this.stageLeft(running, now) ?? NaN;
    for (const { stage, status } of this.#stages.values()) {
      if (status !== "waiting" || this.#running.has(stage.key)) continue;
      sum += this.#expected(stepOf(stage), now);
    }
    return Number.isNaN(sum) ? undefined : sum / Math.max(1, this.#running.size);
  }

  /** Seconds a stage of a step takes: what finished ones took, else what a running one will. */
  #expected(step: string, now: number): number {
    const durations = this.#durations.get(step);
    if (durations !== undefined) return durations.reduce((a, b) => a + b) / durations.length;
    const running = this.running.find(({ stage }) => stepOf(stage) === step);
    if (running === undefined) return NaN;
    return now - running.started + (this.stageLeft(running, now) ?? NaN);
  }

  #set(stage: Stage, status: StageStatus | "waiting"): void {
    this.#running.delete(stage.key);
    this.#stages.set(stage.key, { stage, status });
  }
}

function stepOf({ kind, step }: Stage): string {
  return `${kind}/${step}`;
}

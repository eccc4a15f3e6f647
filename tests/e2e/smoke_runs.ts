/** Runs of `benchmarks/smoke.yaml` that the end-to-end tests compare with each other. */
import { join } from "node:path";
import { Command, type Finished, runTask } from "./command.ts";

/** Two seeds: enough stages for several kills. */
export const SMOKE = ["benchmarks/smoke.yaml", "--seeds", "1,2"];
export const VARIANTS = ["bar", "scratch"];
export const SEEDS = [1, 2];

/** The fields of a prediction of each task. */
export const TASKS = {
  classification: ["id", "scores", "targets"],
  retrieval: ["id", "direction", "query", "candidates", "relevant", "ranks", "top"],
  vqa: ["id", "study", "question", "type", "organ", "answer", "known", "predicted"],
  "report-generation": ["id", "reference", "generated", "labels", "perplexity"],
};
export type TaskName = keyof typeof TASKS;
export const TASK_NAMES = Object.keys(TASKS) as TaskName[];

/** One of each task, in their order. */
export const BASELINES = ["prevalence", "random", "majority", "frequent"];

export const EVALUATIONS = VARIANTS.length * TASK_NAMES.length * SEEDS.length;
/** Dataset, vocabulary, trunk and features; one pre-training per seed; every cell has two. */
export const STAGES = 4 + SEEDS.length + 2 * EVALUATIONS;

/** A store and an out folder of its own, and the command on them. */
export class SmokeRun {
  readonly store: string;
  readonly out: string;

  constructor(folder: string) {
    this.store = join(folder, "store");
    this.out = join(folder, "out");
  }

  get args(): string[] {
    return [...SMOKE, "--store", this.store, "--out", this.out];
  }

  /** `deno task reproduce`, to its end. */
  run(...flags: string[]): Promise<Finished> {
    return runTask("reproduce", ...this.args, ...flags);
  }

  /** What `deno task reproduce` runs, to be killed or run in another environment. */
  start(env: Record<string, string> = {}): Command {
    return Command.reproduce(this.args, env);
  }
}

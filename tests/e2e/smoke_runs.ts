/** Runs of `benchmarks/smoke.yaml` that the end-to-end tests compare with each other. */
import { join } from "node:path";
import { Command, type Finished, runTask } from "./command.ts";

/** Two seeds: 14 stages, enough for several kills. */
export const SMOKE = ["benchmarks/smoke.yaml", "--seeds", "1,2"];
export const CELLS = ["bar", "scratch"].flatMap((variant) => {
  return [1, 2].map((seed) => `${variant}.classification.site-a.site-a.site-a.${seed}`);
});
export const STAGES = 14;

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

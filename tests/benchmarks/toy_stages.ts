/**
 * Stages for tests: what one does is written in its config.
 *
 * Every stage leaves `value.txt`: its name and the values of its inputs, so a stage fed with wrong
 * bytes leaves wrong bytes.
 */
import { join } from "node:path";
import type { RunStage } from "../../benchmarks/stages/context.ts";
import { type Json, type Stage, stageKey, type StageKind } from "../../benchmarks/stage.ts";

export type Behaviour =
  /** Fails with an error. */
  | "throw"
  /** Exits the worker with code 7. */
  | "exit"
  /** Logs its pid as `pid N` and never ends. */
  | "hang"
  /** Logs `waiting`, and ends with an error when it is asked to stop. */
  | "stoppable"
  /** Tells progress without end. */
  | "steps"
  /** Writes to stdout in several ways. */
  | "chatter"
  /** Logs `THREADS n`. */
  | "threads"
  /** Leaves a directory. */
  | "folder";

/** A stage of the given name, behaviour and inputs. */
export function toy(
  name: string,
  inputs: Record<string, Stage> = {},
  { kind = "prepare" as StageKind, does = null as Behaviour | null } = {},
): Stage {
  const config: Record<string, Json> = { name, does };
  const keys = Object.entries(inputs).map(([role, stage]) => [role, stage.key]);
  const body = { kind, step: "toy", version: 1, config, inputs: Object.fromEntries(keys) };
  return { ...body, key: stageKey(body), title: `toy ${name}` };
}

/** What the artifact of a toy stage holds. */
export function toyValue(stage: Stage, inputs: readonly string[] = []): string {
  return `${stage.config.name}(${inputs.join(",")})`;
}

/** Fills the output directory of a toy stage. */
export const runStage: RunStage = async (stage, context) => {
  const does = stage.config.does as Behaviour | null;
  if (does === "throw") throw new RangeError(`Cannot do ${stage.config.name}`);
  if (does === "exit") Deno.exit(7);
  if (does === "threads") console.error(`THREADS ${context.threads}`);
  if (does === "folder") await Deno.mkdir(join(context.output, "folder"));
  if (does === "chatter") {
    console.log("from console.log");
    console.info('{"type":"done"}');
    Deno.stdout.writeSync(new TextEncoder().encode("half a line"));
  }
  if (does === "hang") {
    console.error(`pid ${Deno.pid}`);
    await new Promise(() => setInterval(() => {}, 1 << 30));
  }
  if (does === "stoppable") {
    const stopped = new Promise<never>((_, reject) => {
      context.signal.addEventListener("abort", () => reject(context.signal.reason));
    });
    console.error("waiting");
    await stopped;
  }
  while (does === "steps") await context.progress({ done: 1, total: 2 });
  await context.progress({ done: 1, total: 2, loss: 0.5, examplesPerSecond: 10 });
  const roles = Object.keys(stage.inputs).sort();
  const values = roles.map((role) => Deno.readTextFileSync(context.input(role).path("value.txt")));
  await Deno.writeTextFile(join(context.output, "value.txt"), toyValue(stage, values));
  await context.progress({ done: 2, total: 2 });
  return { engine: "toy" };
};

/**
 * A worker process: runs stages one after another, as the main process says on stdin.
 *
 * Only messages go to stdout; what stages print goes to stderr. The worker ends with its stdin, so
 * it does not outlive the main process.
 *
 * @module
 */
import { Console } from "node:console";
import process from "node:process";
import type { Job, StageFailure } from "./executors/executor.ts";
import {
  formatMessage,
  type FromWorker,
  linesOf,
  type ToWorker,
  type WorkerSettings,
} from "./executors/protocol.ts";
import type { Progress, RunStage } from "./stages/context.ts";
import { type Artifact, DamagedArtifactError, Store } from "./store.ts";

/** An input of a stage is not in the store. */
class MissingInputError extends Error {
  constructor(readonly key: string, role: string, title: string) {
    super(`Cannot run ${title}: its input "${role}" (${key}) is not in the store, run again`);
  }
}

function send(message: FromWorker): void {
  const bytes = new TextEncoder().encode(formatMessage(message));
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}

/** Runs a stage with its inputs from the store and commits what it leaves, unless another did. */
async function run(settings: WorkerSettings, job: Job, signal: AbortSignal): Promise<void> {
  const { stage, threads } = job;
  const store = await Store.open(settings.store, {
    provenance: settings.provenance,
    onDamage: (damage) => send({ type: "damaged", damage }),
  });
  const { runStage }: { runStage: RunStage } = await import(settings.stages);
  await using _claim = await store.claim(stage, {
    signal,
    onWait: () => console.error("another process is making it, waiting for that"),
  });
  if (await store.has(stage)) return;
  const inputs = new Map<string, Artifact>();
  for (const [role, reference] of Object.entries(job.inputs)) {
    const artifact = await store.lookup(reference);
    if (artifact === null) throw new MissingInputError(reference.key, role, stage.title);
    inputs.set(role, artifact);
  }
  const input = (role: string) => {
    const artifact = inputs.get(role);
    if (artifact !== undefined) return artifact;
    const roles = [...inputs.keys()].join(", ");
    throw new RangeError(`Cannot give ${stage.title} its input "${role}": it has ${roles}`);
  };
  const progress = async (progress: Progress) => {
    send({ type: "progress", progress });
    // A turn of the event loop, in which a request to stop is read.
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
  };
  await store.commit(
    stage,
    (output) => runStage(stage, { input, output, threads, progress, signal }),
  );
}

function failureOf(error: unknown): StageFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const isMissing = error instanceof MissingInputError || error instanceof DamagedArtifactError;
  return {
    message: error.message,
    stack: error.stack,
    missing: isMissing ? error.key : undefined,
  };
}

async function work(settings: WorkerSettings): Promise<void> {
  let stop = new AbortController();
  for await (const line of linesOf(Deno.stdin.readable)) {
    const message: ToWorker = JSON.parse(line);
    if (message.type === "stop") {
      stop.abort();
      continue;
    }
    stop = new AbortController();
    run(settings, message.job, stop.signal).then(
      () => send({ type: "done" }),
      (error) => send({ type: "failed", failure: failureOf(error) }),
    );
  }
}

if (import.meta.main) {
  globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr });
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  // Ctrl-C reaches the whole terminal group; the main process decides what it means here.
  Deno.addSignalListener("SIGINT", () => {});
  await work(JSON.parse(Deno.args[0]!));
  Deno.exit();
}

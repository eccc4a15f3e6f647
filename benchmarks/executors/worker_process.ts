/**
 * The main process's side of one worker process.
 *
 * @module
 */
import { childEnvironment } from "../child_environment.ts";
import { type Job, type JobHooks, StageError, type StageFailure } from "./executor.ts";
import { linesOf, parseLine, type ToWorker, type WorkerSettings } from "./protocol.ts";

const WORKER = new URL("../worker.ts", import.meta.url);
/** Last lines of a worker's log that are kept to explain its death. */
const TAIL = 20;

interface Running {
  readonly job: Job;
  readonly resolve: () => void;
  readonly reject: (error: StageError) => void;
}

/** A worker process; runs one stage at a time. */
export class WorkerProcess {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #tail: string[] = [];
  #running: Running | undefined;
  /** Of the stage that runs or ran last: its log may arrive after its end. */
  #hooks: JobHooks | undefined;
  #alive = true;
  /** Fulfilled when the process is gone and all it said was read. */
  readonly ended: Promise<void>;

  /** @throws {Error} if `deno` cannot be started. */
  constructor(settings: WorkerSettings) {
    this.#child = spawn(settings);
    this.#stdin = this.#child.stdin.getWriter();
    this.ended = this.#watch();
  }

  /** Whether it can take a stage now. */
  get idle(): boolean {
    return this.#alive && this.#running === undefined;
  }

  /**
   * Runs a stage.
   *
   * @param grace Milliseconds between the request to stop and the end by force.
   * @throws {StageError} if the stage fails or the process ends.
   */
  async run(job: Job, hooks: JobHooks, grace: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#running = { job, resolve, reject };
    this.#hooks = hooks;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      this.#send({ type: "stop" });
      timer = setTimeout(() => this.#kill(), grace);
    };
    hooks.signal.addEventListener("abort", stop);
    try {
      this.#send({ type: "run", job });
      await promise;
    } finally {
      hooks.signal.removeEventListener("abort", stop);
      clearTimeout(timer);
    }
  }

  /** Closes the worker's stdin, which ends it, by force after `grace` milliseconds. */
  async end(grace: number): Promise<void> {
    this.#stdin.close().catch(() => {});
    const timer = setTimeout(() => this.#kill(), grace);
    await this.ended;
    clearTimeout(timer);
  }

  #send(message: ToWorker): void {
    const bytes = new TextEncoder().encode(JSON.stringify(message) + "\n");
    // A broken pipe means that the process has ended, which #watch() reports.
    this.#stdin.write(bytes).catch(() => {});
  }

  #kill(): void {
    if (this.#alive) this.#child.kill("SIGKILL");
  }

  async #watch(): Promise<void> {
    const [status] = await Promise.all([
      this.#child.status.finally(() => this.#alive = false),
      this.#readMessages(),
      this.#readLog(),
    ]);
    this.#stdin.close().catch(() => {});
    if (this.#running !== undefined) this.#finish(lost(this.#running.job, status, this.#tail));
  }

  async #readMessages(): Promise<void> {
    for await (const line of linesOf(this.#child.stdout)) {
      const { text, message } = parseLine(line);
      if (text !== "") this.#log(text);
      if (message?.type === "progress") this.#hooks?.onProgress(message.progress);
      else if (message?.type === "damaged") this.#hooks?.onDamage(message.damage);
      else if (message?.type === "done") this.#finish();
      else if (message?.type === "failed") this.#finish(message.failure);
    }
  }

  async #readLog(): Promise<void> {
    for await (const line of linesOf(this.#child.stderr)) this.#log(line);
  }

  #log(line: string): void {
    this.#tail.push(line);
    if (this.#tail.length > TAIL) this.#tail.shift();
    this.#hooks?.onLog(line);
  }

  #finish(failure?: StageFailure): void {
    const running = this.#running;
    this.#running = undefined;
    if (failure === undefined) running?.resolve();
    else running?.reject(new StageError(failure));
  }
}

/** Starts a worker with no more rights than stages need. */
function spawn(settings: WorkerSettings): Deno.ChildProcess {
  if (settings.store.includes(",")) {
    throw new Error(
      `Cannot start a worker for the store ${settings.store}: a permission cannot name a path ` +
        "with a comma, choose another --store",
    );
  }
  const permissions = ["--allow-read", `--allow-write=${settings.store}`].concat(
    ["--allow-env", "--allow-ffi", "--allow-sys"],
  );
  try {
    return new Deno.Command("deno", {
      args: ["run", "--no-prompt", ...permissions, WORKER.href, JSON.stringify(settings)],
      ...childEnvironment(),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      "Cannot start a worker: deno is not on PATH, add the folder it lies in to PATH",
    );
  }
}

function lost({ stage }: Job, status: Deno.CommandStatus, tail: readonly string[]): StageFailure {
  const how = status.signal === null ? `code ${status.code}` : `signal ${status.signal}`;
  const hint = status.signal === "SIGKILL" ? ", use fewer --jobs if memory ran out" : "";
  const message = `Cannot finish ${stage.title}: worker exited with ${how} while running it${hint}`;
  return { message, stack: [message, ...tail].join("\n") };
}

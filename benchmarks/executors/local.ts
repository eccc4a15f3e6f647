/**
 * The local executor: a pool of worker processes on this machine.
 *
 * Workers are started when there is something to run and are used again for later stages. A worker
 * that dies takes only its stage with it.
 *
 * @module
 */
import { type Executor, type Job, type JobHooks, StageError } from "./executor.ts";
import type { WorkerSettings } from "./protocol.ts";
import { WorkerProcess } from "./worker_process.ts";

/** Settings of the workers, and how they are ended. */
export interface LocalSettings extends WorkerSettings {
  /**
   * Milliseconds a worker has to stop by itself before it is killed.
   * @default 5000
   */
  readonly grace?: number;
}

export class LocalExecutor implements Executor {
  readonly #workers = new Set<WorkerProcess>();
  readonly #grace: number;

  constructor(private readonly settings: LocalSettings) {
    this.#grace = settings.grace ?? 5000;
  }

  /** Number of living worker processes. */
  get size(): number {
    return this.#workers.size;
  }

  async run(job: Job, hooks: JobHooks): Promise<void> {
    if (hooks.signal.aborted) throw new StageError({ message: `${job.stage.title}: interrupted` });
    const idle = [...this.#workers].find((worker) => worker.idle);
    await (idle ?? this.#start()).run(job, hooks, this.#grace);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.end(this.#grace)));
  }

  #start(): WorkerProcess {
    const worker = new WorkerProcess(this.settings);
    this.#workers.add(worker);
    worker.ended.then(() => this.#workers.delete(worker));
    return worker;
  }
}

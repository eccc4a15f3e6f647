/**
 * The executor contract: what runs one stage somewhere and leaves its artifact in the store.
 *
 * @module
 */
import type { Stage } from "../stage.ts";
import type { Progress } from "../stages/context.ts";
import type { Damage, StageReference } from "../store.ts";

/** A stage to be run, whose inputs are in the store. */
export interface Job {
  readonly stage: Stage;
  /** The upstream stages by role. */
  readonly inputs: Readonly<Record<string, StageReference>>;
  readonly threads: number;
}

/** How a job tells what happens, and how it is told to stop. */
export interface JobHooks {
  onProgress(progress: Progress): void;
  /** A line that the stage wrote for people. */
  onLog(line: string): void;
  onDamage(damage: Damage): void;
  readonly signal: AbortSignal;
}

export interface Executor {
  /**
   * Runs a stage; its artifact is in the store when the promise is fulfilled.
   *
   * @throws {StageError} if the stage failed, its worker was lost, or the signal was given.
   */
  run(job: Job, hooks: JobHooks): Promise<void>;
  /** Ends everything the executor started. */
  close(): Promise<void>;
}

/** Why a stage has no artifact, as it travels between processes. */
export interface StageFailure {
  readonly message: string;
  readonly stack?: string;
  /** Key of an input that was missing or damaged; the stage can run once it is made again. */
  readonly missing?: string;
}

/** A stage failed. */
export class StageError extends Error {
  override name = "StageError";
  readonly missing?: string;

  constructor({ message, stack, missing }: StageFailure) {
    super(message);
    this.stack = stack ?? message;
    this.missing = missing;
  }
}

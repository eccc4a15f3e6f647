/**
 * What a stage function gets and gives: the contract between the worker and the stages.
 *
 * @module
 */
import type { Stage } from "../stage.ts";
import type { Artifact } from "../store_artifact.ts";
import type { StageInfo } from "../store_manifest.ts";

export type { Artifact, StageInfo };

/** How far a stage is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly loss?: number;
  readonly examplesPerSecond?: number;
}

/** What a stage function works with. */
export interface StageContext {
  /**
   * The artifact of the upstream stage that plays `role`.
   *
   * @throws {RangeError} if the stage has no such input.
   */
  input(role: string): Artifact;
  /** An empty directory; the plain files left in it become the stage's artifact. */
  readonly output: string;
  /** Threads to compute with. Never changes a result. */
  readonly threads: number;
  /**
   * Tells how far the stage is. Awaiting it lets a request to stop in, so a long stage awaits it
   * once a second or more often.
   *
   * @throws the signal's reason if the run is interrupted.
   */
  progress(progress: Progress): Promise<void>;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** Runs any stage; exported as `runStage` by the module that holds the stages. */
export type RunStage = (stage: Stage, context: StageContext) => Promise<StageInfo>;

/**
 * Compiled graphs.
 *
 * @module
 */
import type { Device, HostTensors } from "../engine.ts";

/** A compiled graph. */
export interface Executable {
  /**
   * Runs it, on the CPU without a pause for anything else in this thread.
   *
   * @param inputs All inputs of the graph.
   * @param outputs Where the outputs are written. One may lie in the array of an input that the
   * graph does not read any more when it writes it, see `in_place.ts`.
   */
  run(inputs: HostTensors, outputs: HostTensors): Promise<void>;
  /** Lets go of the arrays of the last run, which are held for the next. */
  forget(): void;
  /** Ends it; it cannot be run any more. */
  release(): Promise<void>;
}

/** What a graph is compiled for. */
export interface ExecutableOptions {
  readonly device: Device;
  readonly threads: number;
}

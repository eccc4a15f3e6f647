/**
 * Compiled graphs.
 *
 * @module
 */
import type { Device, HostTensors } from "../engine.ts";

/** A compiled graph. */
export interface Executable {
  /**
   * Runs it.
   *
   * @param inputs All inputs of the graph.
   * @param outputs Where the outputs are written. One may lie in the array of an input that the
   * graph does not read any more when it writes it, see `in_place.ts`.
   */
  run(inputs: HostTensors, outputs: HostTensors): Promise<void>;
  /** Lets go of the arrays of the last run; to be called when no run is to follow soon. */
  rest(): void;
  release(): Promise<void>;
}

/** What a graph is compiled for. */
export interface ExecutableOptions {
  readonly device: Device;
  readonly threads: number;
}

/**
 * `throughput.jsonl`: how fast a training went. It depends on the clock, so no result is made of it.
 *
 * @module
 */

/** One step, a line of the file. */
export interface StepSpeed {
  readonly step: number;
  /** When the step ended, in seconds since 1970. */
  readonly time: number;
  /** Seconds that the step took, the wait included. */
  readonly seconds: number;
  /** Seconds of them in which the step waited for its inputs: texts, masks, image tokens. */
  readonly wait: number;
  readonly examples: number;
}

/** A training as a whole. */
export interface Throughput {
  readonly steps: number;
  readonly examplesPerSecond: number;
  /** Seconds, the mean over the steps. */
  readonly stepSeconds: number;
  /** Share of the time of the steps in which they waited for their inputs. */
  readonly waitShare: number;
}

/** Reads a `throughput.jsonl`. */
export function parseThroughput(text: string): StepSpeed[] {
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** All steps but the first, in which the graph is compiled; undefined if there is no other. */
export function throughputOf(steps: readonly StepSpeed[]): Throughput | undefined {
  const later = steps.slice(1);
  if (later.length === 0) return undefined;
  const sum = (of: (step: StepSpeed) => number) => later.reduce((sum, step) => sum + of(step), 0);
  const seconds = sum((step) => step.seconds);
  return {
    steps: steps.length,
    examplesPerSecond: sum((step) => step.examples) / seconds,
    stepSeconds: seconds / later.length,
    waitShare: sum((step) => step.wait) / seconds,
  };
}

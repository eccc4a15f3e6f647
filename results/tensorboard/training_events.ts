/**
 * A training's log and telemetry as TensorBoard shows them.
 *
 * @module
 */
import { parseThroughput } from "../throughput.ts";
import { eventFile, type ScalarEvent } from "./event_file.ts";

/** What a stage that trains leaves of its course. */
export interface TrainingCourse {
  /** Content of `log.jsonl`. */
  readonly log: string;
  /** Content of `throughput.jsonl`, if the stage left one. */
  readonly throughput?: string;
  /** When the stage began, ISO 8601: the time of steps whose own is not known. */
  readonly started: string;
}

/**
 * The event file of a training: `train/…` and `throughput/…` at every step, `valid/…` at the last step
 * of every epoch. Values that are no finite numbers are left out.
 */
export function trainingEvents({ log, throughput = "", started }: TrainingCourse): Uint8Array {
  const speeds = new Map(parseThroughput(throughput).map((speed) => [speed.step, speed]));
  const events: ScalarEvent[] = [];
  let step = 0;
  for (const line of log.split("\n").filter((line) => line !== "")) {
    const { step: own, epoch: _, valid, ...outputs } = JSON.parse(line);
    if (own === undefined && valid === undefined) continue;
    step = own ?? step;
    const speed = speeds.get(step);
    const scalars = own === undefined ? prefixed("valid", valid) : {
      ...prefixed("train", outputs),
      ...speed && prefixed("throughput", {
        examplesPerSecond: speed.examples / speed.seconds,
        stepSeconds: speed.seconds,
        waitShare: speed.wait / speed.seconds,
      }),
    };
    events.push({ time: speed?.time ?? Date.parse(started) / 1000, step, scalars });
  }
  return eventFile(events);
}

function prefixed(group: string, values: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      Number.isFinite(value) ? [[`${group}/${name}`, value as number]] : []
    ),
  );
}

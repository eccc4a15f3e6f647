/**
 * What the main process and its workers tell each other: JSON texts over stdin and stdout.
 *
 * A message to a worker is a line. A message from a worker is a line after a record separator, as
 * in RFC 7464, so that it is told from whatever else reaches stdout.
 *
 * @module
 */
import type { Progress } from "../stages/context.ts";
import type { Damage, Provenance } from "../store.ts";
import type { Job, StageFailure } from "./executor.ts";

/** A worker's only argument. */
export interface WorkerSettings {
  /** Directory of the store. */
  readonly store: string;
  /** URL of the module that exports `runStage`. */
  readonly stages: string;
  readonly provenance?: Provenance;
}

export type ToWorker = { readonly type: "run"; readonly job: Job } | { readonly type: "stop" };

export type FromWorker =
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "damaged"; readonly damage: Damage }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly failure: StageFailure };

const SEPARATOR = "\x1e";

/** A message as a worker writes it. */
export function formatMessage(message: FromWorker): string {
  return `${SEPARATOR}${JSON.stringify(message)}\n`;
}

/** The message in a line of a worker's stdout, and the text that is not part of one. */
export function parseLine(line: string): { text: string; message?: FromWorker } {
  const [text, json] = line.split(SEPARATOR, 2);
  if (json === undefined) return { text: line };
  try {
    return { text: text!, message: JSON.parse(json) };
  } catch {
    return { text: line };
  }
}

/** The lines of a byte stream, without their ends; the last one may lack an end. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

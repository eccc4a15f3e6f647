/**
 * What a training tells while it runs (progress) and leaves behind: `log.jsonl`, how it went, and
 * `throughput.jsonl`, how fast.
 *
 * @module
 */
import { join } from "node:path";
import type { StepSpeed } from "../../results/throughput.ts";
import type { FitStep } from "../../tasks/fit.ts";
import { UNDIGESTED } from "../store_manifest.ts";
import type { StageContext } from "./context.ts";

/** How often progress is told, in milliseconds. */
const INTERVAL = 250;

export class Reporter {
  /** Of the log; nothing in it depends on the clock. */
  readonly #lines: string[] = [];
  /** Of the throughput. */
  readonly #speeds: string[] = [];
  readonly #start = performance.now();
  #told = 0;
  #examples = 0;

  constructor(private readonly context: StageContext, private readonly total: number) {}

  /** Milliseconds on the clock by which steps are measured. */
  now(): number {
    return performance.now();
  }

  /** Notes a step. */
  async step({ step, epoch, outputs, learningRate, examples, time, wait }: FitStep): Promise<void> {
    const now = this.now();
    this.#lines.push(JSON.stringify({ step, epoch, ...outputs, learningRate }));
    this.#speeds.push(JSON.stringify(
      {
        step,
        time: Math.round(performance.timeOrigin + now) / 1000,
        seconds: seconds(time),
        wait: seconds(wait),
        examples,
      } satisfies StepSpeed,
    ));
    this.#examples += examples;
    if (now - this.#told < INTERVAL && step + 1 < this.total) return;
    this.#told = now;
    const examplesPerSecond = this.#examples / ((now - this.#start) / 1000);
    await this.context.progress({
      done: step + 1,
      total: this.total,
      loss: outputs.loss,
      examplesPerSecond,
    });
  }

  /** Notes something about an epoch, such as validation metrics. */
  epoch(fields: Readonly<Record<string, unknown>>): void {
    this.#lines.push(JSON.stringify(fields));
  }

  /** Writes both files. */
  async write(): Promise<void> {
    const files = { "log.jsonl": this.#lines, [UNDIGESTED]: this.#speeds };
    for (const [name, lines] of Object.entries(files)) {
      await Deno.writeTextFile(join(this.context.output, name), lines.join("\n") + "\n");
    }
  }
}

/** Milliseconds as seconds, to the microsecond. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1e6;
}

/**
 * What a training tells while it runs (progress) and leaves behind (`log.jsonl`).
 *
 * @module
 */
import { join } from "node:path";
import type { FitStep } from "../../tasks/fit.ts";
import type { StageContext } from "./context.ts";

/** How often progress is told, in milliseconds. */
const INTERVAL = 250;

export class Reporter {
  readonly #lines: string[] = [];
  readonly #start = performance.now();
  #told = 0;
  #examples = 0;

  constructor(private readonly context: StageContext, private readonly total: number) {}

  /** Notes a step; the log holds nothing that depends on the clock. */
  async step({ step, epoch, outputs, examples }: FitStep): Promise<void> {
    this.#lines.push(JSON.stringify({ step, epoch, ...outputs }));
    this.#examples += examples;
    const now = performance.now();
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

  /** Writes `log.jsonl`. */
  async write(): Promise<void> {
    await Deno.writeTextFile(
      join(this.context.output, "log.jsonl"),
      this.#lines.join("\n") + "\n",
    );
  }
}

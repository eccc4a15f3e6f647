/**
 * Shows how far a long count of one thing is: a live line on a terminal, plain lines elsewhere.
 *
 * @module
 */
import process from "node:process";
import type { ProgressOptions } from "./progress.ts";
import { duration } from "./progress_text.ts";

/** Seconds between two lines, live and plain. */
const LIVE = 0.2;
const PLAIN = 30;

/** Shows the counts it is told. */
export interface CountView {
  onProgress(done: number, total: number): void;
  /** Gives the terminal back. Called once. */
  close(): void;
}

/**
 * Opens a view of a count.
 *
 * @param what Of what: `images`.
 * @param options The stream is stderr by default.
 */
export async function openCount(what: string, options: ProgressOptions = {}): Promise<CountView> {
  const { stream = process.stderr, now = () => performance.now() / 1000 } = options;
  // Loaded here: it is of no use without a terminal.
  const live = stream.isTTY ? (await import("log-update")).createLogUpdate(stream) : undefined;
  const interval = live ? LIVE : PLAIN;
  const started = now();
  let told = started;
  let first: number | undefined;
  return {
    onProgress(done, total) {
      first ??= done - 1; // what was there before took no time
      const time = now();
      if (time - told < interval && !(live && done === total)) return;
      told = time;
      const line = countLine(what, done, total, (done - first) / (time - started));
      if (live) live(line);
      else stream.write(`${line}\n`);
    },
    close: () => live?.done(),
  };
}

/** `1,200 of 91,685 images, 45.3 a second, 33 min left`. */
function countLine(what: string, done: number, total: number, rate: number): string {
  const [a, b] = [done, total].map((count) => count.toLocaleString("en-US"));
  const left = done < total ? `, ${duration((total - done) / rate)} left` : "";
  return `${a} of ${b} ${what}, ${rate.toPrecision(3)} a second${left}`;
}

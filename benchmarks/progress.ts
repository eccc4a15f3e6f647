/**
 * Shows a run to people: a live view on a terminal, plain lines elsewhere.
 *
 * @module
 */
import process from "node:process";
import type { createLogUpdate } from "log-update";
import { RunState } from "./progress_state.ts";
import { newsLine, stageLine, stepLine, summary, wrap } from "./progress_text.ts";
import type { RunEvent } from "./run.ts";

/** Seconds between two lines about one stage where there is no live view. */
const LINE_INTERVAL = 30;
/** Seconds between two pictures of the live view. */
const PAINT_INTERVAL = 0.2;

type Terminal = typeof process.stdout | typeof process.stderr;

/** Shows the events it is given. */
export interface ProgressView {
  onEvent(event: RunEvent): void;
  /** Shows the end and gives the terminal back. Called once. */
  close(): void;
}

export interface ProgressOptions {
  /**
   * Where it is shown.
   * @default stdout
   */
  readonly stream?: Terminal;
  /**
   * Seconds on any one clock.
   * @default seconds since the process started
   */
  readonly now?: () => number;
}

/**
 * Opens a view: live if the stream is a terminal, else plain lines.
 *
 * With `--json`, stdout belongs to a machine: pass `process.stderr`.
 */
export async function openProgress(options: ProgressOptions = {}): Promise<ProgressView> {
  const stream = options.stream ?? process.stdout;
  const now = options.now ?? (() => performance.now() / 1000);
  if (!stream.isTTY) return new PlainView(stream, now);
  // Loaded here: a plan, and a run without a terminal, start faster without it.
  const { createLogUpdate } = await import("log-update");
  return new LiveView(stream, now, createLogUpdate(stream));
}

/** Lines, the last ones of which are always the state of the run. */
class LiveView implements ProgressView {
  readonly #state = new RunState();
  readonly #timer: ReturnType<typeof setInterval>;
  #painted = -Infinity;

  constructor(
    private readonly stream: Terminal,
    private readonly now: () => number,
    private readonly log: ReturnType<typeof createLogUpdate>,
  ) {
    this.#timer = setInterval(() => this.#paint(), PAINT_INTERVAL * 1000);
  }

  onEvent(event: RunEvent): void {
    this.#state.apply(event, this.now());
    const news = newsLine(event);
    if (news !== undefined) this.log.persist(news);
    if (this.now() - this.#painted >= PAINT_INTERVAL) this.#paint();
  }

  #paint(): void {
    const now = this.now();
    this.#painted = now;
    const lines = this.#state.running.map((running) => stageLine(this.#state, running, now));
    const width = this.stream.columns - 1;
    this.log(
      [summary(this.#state, now), ...lines].flatMap((line) => wrap(line, width)).join("\n"),
    );
  }

  close(): void {
    clearInterval(this.#timer);
    this.#paint();
    this.log.done();
  }
}

/** A line when a stage starts and ends, and now and then between. */
class PlainView implements ProgressView {
  readonly #state = new RunState();
  /** When there was last a line about a running stage, by key. */
  readonly #told = new Map<string, number>();

  constructor(private readonly stream: Terminal, private readonly now: () => number) {}

  onEvent(event: RunEvent): void {
    const now = this.now();
    const seconds = event.type === "end" ? this.#state.seconds(event.stage, now) : undefined;
    this.#state.apply(event, now);
    const line = newsLine(event) ?? stepLine(event, seconds) ?? this.#progressLine(event, now);
    if (line === undefined) return;
    const { total, waiting, running } = this.#state.counts;
    this.stream.write(`[${total - waiting - running}/${total}] ${line}\n`);
    if (event.type === "start") this.#told.set(event.stage.key, now);
  }

  close(): void {
    this.stream.write(summary(this.#state, this.now()) + "\n");
  }

  #progressLine(event: RunEvent, now: number): string | undefined {
    if (event.type !== "progress") return undefined;
    const { key } = event.stage;
    if (now - (this.#told.get(key) ?? now) < LINE_INTERVAL) return undefined;
    this.#told.set(key, now);
    const running = this.#state.running.find(({ stage }) => stage.key === key);
    return running && stageLine(this.#state, running, now);
  }
}

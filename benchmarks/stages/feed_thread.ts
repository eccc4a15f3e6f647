/**
 * Inputs of a training's steps made on a thread of their own, while the steps before them run: the
 * thread that runs a step can do nothing else until it ends.
 *
 * @module
 */
import { type FeedOptions, type Notes, type StepFeed, stepFeeds } from "../../tasks/feeds.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";

/** Inputs that may be ready before they are needed. */
const DEPTH = 2;

/** What the thread is told: first to open a stage's data, then to make the inputs of a step each. */
export type FeedQuestion =
  | {
    readonly stage: Stage;
    /** Folders of the stage's inputs by role, whose files were checked. */
    readonly folders: Readonly<Record<string, string>>;
  }
  /** Each step is the one after that asked for before. */
  | { readonly step: number };

/** An answer per question: nothing but that the data are open, or that there is no such step. */
export interface FeedAnswer {
  readonly feed?: StepFeed;
  readonly error?: { readonly message: string; readonly stack?: string };
}

/**
 * The inputs of a stage's training: as {@link stepFeeds} makes them, but ahead of time if the stage
 * has more than one thread, or computes elsewhere than on the CPU.
 *
 * Until the other thread has opened its data they are made here.
 */
export async function* feedsOf(
  stage: Stage,
  context: StageContext,
  options: FeedOptions,
): AsyncGenerator<StepFeed> {
  if (context.threads === 1 && stage.config.device === undefined) return yield* stepFeeds(options);
  using thread = new FeedThread(stage, context);
  let next = 0;
  for (const feed of stepFeeds(options)) {
    yield feed;
    next = feed.step + 1;
    if (thread.isOpen) break;
  }
  if (!thread.isOpen) return;
  for (let i = 0; i < DEPTH; i++) thread.ask(next++);
  for (;;) {
    const feed = await thread.answer();
    if (feed === undefined) return;
    thread.ask(next++);
    yield { ...feed, notes: sum(options.batches.notes, feed.notes) };
  }
}

/** The thread, as this one sees it. */
class FeedThread implements Disposable {
  readonly #worker = new Worker(new URL("feed_worker.ts", import.meta.url), { type: "module" });
  readonly #answers: FeedAnswer[] = [];
  #arrived = Promise.withResolvers<void>();
  /** Whether it has opened its data, or failed to. */
  isOpen = false;

  constructor(stage: Stage, context: StageContext) {
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#receive({ error: { message: event.message } });
    };
    const roles = Object.keys(stage.inputs);
    const folders = Object.fromEntries(roles.map((role) => [role, context.input(role).dir]));
    this.#tell({ stage, folders });
  }

  /** Asks for the inputs of a step. */
  ask(step: number): void {
    this.#tell({ step });
  }

  /** The inputs of the step that was asked for first of those not given yet. */
  async answer(): Promise<StepFeed | undefined> {
    while (this.#answers.length === 0) await this.#arrived.promise;
    const { feed, error } = this.#answers.shift()!;
    if (error !== undefined) throw Object.assign(new Error(error.message), error);
    return feed;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #receive(answer: FeedAnswer): void {
    // That all is open is no answer to wait for, but that it failed is.
    if (this.isOpen || answer.error !== undefined) this.#answers.push(answer);
    this.isOpen = true;
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  #tell(question: FeedQuestion): void {
    this.#worker.postMessage(question);
  }
}

function sum(a: Notes | undefined, b: Notes | undefined): Notes | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Object.fromEntries(Object.keys(a).map((name) => [name, a[name]! + b[name]!]));
}

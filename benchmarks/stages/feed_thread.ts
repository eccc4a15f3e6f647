/**
 * Inputs of a training's steps made on a thread of their own, while the steps before them run: the
 * thread that runs a step can do nothing else until it ends.
 *
 * @module
 */
import { type FeedOptions, type StepFeed, stepFeeds } from "../../tasks/feeds.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";

/** Inputs that may be ready before they are needed. */
const DEPTH = 2;

/** Asks the thread for the inputs of one step more, those of the second step first. */
export interface FeedQuestion {
  readonly stage: Stage;
  /** Folders of the stage's inputs by role, whose files were checked. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Answers a question; nothing if there are no more steps. */
export type FeedAnswer =
  | { readonly value?: StepFeed; readonly error?: undefined }
  | {
    readonly value?: undefined;
    readonly error: { readonly message: string; readonly stack?: string };
  };

/**
 * The inputs of a stage's training: as {@link stepFeeds} makes them, but ahead of time if the stage
 * has more than one thread, or computes elsewhere than on the CPU.
 *
 * The first are made here: the thread starts while the step is compiled.
 */
export async function* feedsOf(
  stage: Stage,
  context: StageContext,
  options: FeedOptions,
): AsyncGenerator<StepFeed> {
  if (context.threads === 1 && stage.config.device === undefined) return yield* stepFeeds(options);
  const worker = new Worker(new URL("feed_worker.ts", import.meta.url), { type: "module" });
  try {
    const answers = answersOf(worker);
    const roles = Object.keys(stage.inputs);
    const folders = Object.fromEntries(roles.map((role) => [role, context.input(role).dir]));
    const ask = () => worker.postMessage({ stage, folders } satisfies FeedQuestion);
    for (let i = 0; i < DEPTH; i++) ask();
    const first = stepFeeds(options).next().value;
    if (first !== undefined) yield first;
    for await (const { value, error } of answers) {
      if (error !== undefined) throw Object.assign(new Error(error.message), error);
      if (value === undefined) return;
      ask();
      yield value;
    }
  } finally {
    worker.terminate();
  }
}

/** What a thread answers, as it comes. */
function answersOf(worker: Worker): ReadableStream<FeedAnswer> {
  return new ReadableStream({
    start(controller) {
      worker.onmessage = ({ data }) => controller.enqueue(data);
      worker.onerror = (event) => {
        event.preventDefault();
        controller.error(new Error(event.message));
      };
    },
    cancel() {
      worker.onmessage = null;
    },
  });
}

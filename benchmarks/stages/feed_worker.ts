/**
 * The thread that makes a training's inputs; see `feed_thread.ts` for what it is told and tells.
 *
 * @module
 */
import { join } from "node:path";
import { type FeedOptions, type StepFeed, stepFeeds } from "../../tasks/feeds.ts";
import type { Stage } from "../stage.ts";
import type { FeedAnswer, FeedQuestion } from "./feed_thread.ts";
import { finetuneFeeds } from "./finetune.ts";
import { type InputContext, studyInputs } from "./inputs.ts";
import { pretrainFeeds } from "./pretrain.ts";
import { shapesFeeds } from "./trunk.ts";

/** What the DOM's types call a window. */
const thread = self as unknown as Pick<Worker, "onmessage" | "postMessage">;

/** Arrays below this are copied. */
const SMALL = 1 << 16;

/** The inputs of the stage that this thread works for. */
let feeds: Promise<Iterator<StepFeed>> | undefined;

thread.onmessage = async ({ data }: MessageEvent<FeedQuestion>) => {
  try {
    feeds ??= open(data);
    const { value } = (await feeds).next();
    answer({ value }, value === undefined ? [] : buffersOf(value));
  } catch (error) {
    const { message, stack } = error as Error;
    answer({ error: { message, stack } });
  }
};

/** Opens a stage's inputs, at its second step. */
async function open({ stage, folders }: FeedQuestion): Promise<Iterator<StepFeed>> {
  const feeds = stepFeeds(await optionsOf(stage, folders));
  feeds.next();
  return feeds;
}

async function optionsOf(stage: Stage, folders: FeedQuestion["folders"]): Promise<FeedOptions> {
  if (stage.kind === "prepare") return shapesFeeds(stage);
  const context: InputContext = {
    input(role) {
      const dir = folders[role]!;
      return { dir, path: (file) => join(dir, file) };
    },
  };
  // Its files are open as long as the thread lives.
  const inputs = await studyInputs(stage, context);
  return stage.kind === "pretrain" ? pretrainFeeds(stage, inputs) : finetuneFeeds(stage, inputs);
}

function buffersOf({ feed, before = [] }: StepFeed): ArrayBuffer[] {
  const all = [feed, ...before].flatMap((feed) => Object.values(feed));
  const large = all.filter(({ data }) => data.byteLength >= SMALL);
  return [...new Set(large.map(({ data }) => data.buffer as ArrayBuffer))];
}

function answer(message: FeedAnswer, transfer: ArrayBuffer[] = []): void {
  thread.postMessage(message, transfer);
}

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
import { pictureFeeds } from "./trunk.ts";

/** What the DOM's types call a window. */
const thread = self as unknown as Pick<Worker, "onmessage" | "postMessage">;

/** Arrays below this are copied. */
const SMALL = 1 << 16;

/** What this thread works for. */
let options: Promise<FeedOptions> | undefined;
let feeds: Iterator<StepFeed> | undefined;

thread.onmessage = async ({ data }: MessageEvent<FeedQuestion>) => {
  try {
    if ("stage" in data) {
      await (options = optionsOf(data.stage, data.folders));
      return answer({});
    }
    const opened = await options!;
    feeds ??= stepFeeds({ ...opened, from: data.step });
    const feed: StepFeed | undefined = feeds.next().value;
    answer({ feed }, feed === undefined ? [] : buffersOf(feed));
  } catch (error) {
    const { message, stack } = error as Error;
    answer({ error: { message, stack } });
  }
};

async function optionsOf(
  stage: Stage,
  folders: Readonly<Record<string, string>>,
): Promise<FeedOptions> {
  if (stage.kind === "prepare") return pictureFeeds(stage);
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

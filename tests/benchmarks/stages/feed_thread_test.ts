/** Inputs that another thread makes are those that this one would make. */
import assert from "node:assert/strict";
import { type Stage, stageKey } from "../../../benchmarks/stage.ts";
import type { StageContext } from "../../../benchmarks/stages/context.ts";
import { feedsOf } from "../../../benchmarks/stages/feed_thread.ts";
import { pictureFeeds } from "../../../benchmarks/stages/trunk.ts";
import { type StepFeed, stepFeeds } from "../../../tasks/feeds.ts";

/** A training of pictures large enough to be handed over instead of copied. */
const TRUNK = stage("prepare", "trunk", {
  ...{ init: "shapes", seed: 1, steps: 4, batchSize: 5, imageSize: 64 },
});

function stage(kind: Stage["kind"], step: string, config: Stage["config"]): Stage {
  const body = { kind, step, version: 1, config, inputs: {} };
  return { ...body, key: stageKey(body), title: `${kind} ${step}` };
}

const context = (threads: number) => ({ threads }) as unknown as StageContext;

/** Sees all threads that are started until it is disposed of. */
class Watch implements Disposable {
  readonly started: Worker[] = [];
  readonly ended: Worker[] = [];
  readonly #answered = Promise.withResolvers<void>();
  /** Fulfilled when one has answered, be it that its data are open. */
  readonly answered = this.#answered.promise;
  readonly #own = globalThis.Worker;

  constructor() {
    const [started, ended, answered] = [this.started, this.ended, this.#answered.resolve];
    globalThis.Worker = class extends this.#own {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        started.push(this);
        this.addEventListener("message", () => answered());
      }
      override terminate() {
        ended.push(this);
        super.terminate();
      }
    };
  }

  [Symbol.dispose](): void {
    globalThis.Worker = this.#own;
  }
}

/** The options of a training, and how many inputs this thread makes of them. */
function counted(stage: Stage) {
  const options = pictureFeeds(stage);
  const { feed } = options.batches;
  const made: number[] = [];
  const batches = {
    ...options.batches,
    feed(...args: Parameters<typeof feed>) {
      made.push(args[3]);
      return feed(...args);
    },
  };
  return { made, options: { ...options, batches } };
}

for (
  const [where, own, threads] of [
    ["of a stage that has several", TRUNK, 2],
    ["beside a GPU", { ...TRUNK, config: { ...TRUNK.config, device: "cuda" } }, 1],
  ] as const
) {
  Deno.test(`feedsOf() gives the same inputs from a thread ${where}, once that is ready`, async () => {
    using watch = new Watch();
    const expected = [...stepFeeds(pictureFeeds(own))];
    assert.deepEqual(expected.map(({ step, last }) => [step, last]), [
      [0, false],
      [1, false],
      [2, false],
      [3, true],
    ]);
    assert.ok(expected[0]!.feed.images!.data.byteLength > 1 << 16);
    const { made, options } = counted(own);
    const feeds: StepFeed[] = [];
    for await (const feed of feedsOf(own, context(threads), options)) {
      feeds.push(feed);
      await watch.answered;
    }
    assert.deepEqual(feeds, expected);
    assert.deepEqual(made, [0]);
    assert.deepEqual([watch.started.length, watch.ended], [1, watch.started]);
  });
}

Deno.test("feedsOf() makes inputs itself until its thread is ready", async () => {
  using watch = new Watch();
  const { made, options } = counted(TRUNK);
  // Nothing waits for anything here, so no answer can come in.
  const feeds = await Array.fromAsync(feedsOf(TRUNK, context(2), options));
  assert.deepEqual(feeds, [...stepFeeds(pictureFeeds(TRUNK))]);
  assert.deepEqual(made, [0, 1, 2, 3]);
  assert.deepEqual([watch.started.length, watch.ended], [1, watch.started]);
});

Deno.test("feedsOf() starts no thread for a stage that has a single one", async () => {
  using watch = new Watch();
  const { made, options } = counted(TRUNK);
  await Array.fromAsync(feedsOf(TRUNK, context(1), options));
  assert.deepEqual([made, watch.started], [[0, 1, 2, 3], []]);
});

Deno.test("feedsOf() ends its thread when nobody wants more, or something is wrong", async () => {
  using watch = new Watch();
  for await (const { step } of feedsOf(TRUNK, context(2), pictureFeeds(TRUNK))) {
    await watch.answered;
    if (step === 1) break;
  }
  assert.deepEqual([watch.started.length, watch.ended], [1, watch.started]);
  using again = new Watch();
  const wrong = stage("prepare", "trunk", { ...TRUNK.config, seed: "one" });
  const failing = async () => {
    for await (const _ of feedsOf(wrong, context(2), pictureFeeds(TRUNK))) await again.answered;
  };
  await assert.rejects(failing(), {
    name: "Error",
    message: "Cannot make a key: seed must be a non-negative integer, got one",
  });
  assert.deepEqual([again.started.length, again.ended], [1, again.started]);
});

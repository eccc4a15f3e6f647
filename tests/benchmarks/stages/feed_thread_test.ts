/** Inputs that another thread makes are those that this one would make. */
import assert from "node:assert/strict";
import { type Stage, stageKey } from "../../../benchmarks/stage.ts";
import type { StageContext } from "../../../benchmarks/stages/context.ts";
import { feedsOf } from "../../../benchmarks/stages/feed_thread.ts";
import { shapesFeeds } from "../../../benchmarks/stages/trunk.ts";
import { type StepFeed, stepFeeds } from "../../../tasks/feeds.ts";

/** A training of pictures large enough to be handed over instead of copied. */
const TRUNK = stage("prepare", "trunk", { seed: 1, steps: 4, batchSize: 5, imageSize: 64 });

function stage(kind: Stage["kind"], step: string, config: Stage["config"]): Stage {
  const body = { kind, step, version: 1, config, inputs: {} };
  return { ...body, key: stageKey(body), title: `${kind} ${step}` };
}

const context = (threads: number) => ({ threads }) as unknown as StageContext;

async function all(feeds: AsyncIterable<StepFeed>): Promise<StepFeed[]> {
  return await Array.fromAsync(feeds);
}

for (
  const [where, own, threads] of [
    ["on the thread of a stage that has no other", TRUNK, 1],
    ["on another thread", TRUNK, 2],
    [
      "on another thread beside a GPU",
      { ...TRUNK, config: { ...TRUNK.config, device: "cuda" } },
      1,
    ],
  ] as const
) {
  Deno.test(`feedsOf() gives the inputs of all steps ${where}`, async () => {
    const options = shapesFeeds(own);
    const expected = [...stepFeeds(options)];
    assert.deepEqual(expected.map(({ step, last }) => [step, last]), [
      [0, false],
      [1, false],
      [2, false],
      [3, true],
    ]);
    assert.ok(expected[0]!.feed.images!.data.byteLength > 1 << 16);
    let asked = 0;
    const { feed } = options.batches;
    const batches = {
      ...options.batches,
      feed: (...args: Parameters<typeof feed>) => (asked++, feed(...args)),
    };
    assert.deepEqual(await all(feedsOf(own, context(threads), { ...options, batches })), expected);
    const isHere = threads === 1 && !("device" in own.config);
    assert.equal(asked, isHere ? 4 : 1);
  });
}

Deno.test("feedsOf() ends its thread when nobody wants more, or something is wrong", async () => {
  const threads: Worker[] = [];
  const ended: Worker[] = [];
  const { Worker: Own } = globalThis;
  globalThis.Worker = class extends Own {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads.push(this);
    }
    override terminate() {
      ended.push(this);
      super.terminate();
    }
  };
  try {
    for await (const { step } of feedsOf(TRUNK, context(2), shapesFeeds(TRUNK))) {
      if (step === 1) break;
    }
    assert.deepEqual([threads.length, ended], [1, threads]);
    const wrong = stage("prepare", "trunk", { ...TRUNK.config, seed: "one" });
    await assert.rejects(all(feedsOf(wrong, context(2), shapesFeeds(TRUNK))), {
      name: "Error",
      message: "Cannot make a key: seed must be a non-negative integer, got one",
    });
    assert.deepEqual([threads.length, ended], [2, threads]);
  } finally {
    globalThis.Worker = Own;
  }
});

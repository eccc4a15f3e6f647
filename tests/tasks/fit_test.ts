import assert from "node:assert/strict";
import { float32, type HostTensors, type Session } from "../../model/engine/mod.ts";
import type { Optimizer } from "../../model/optimizer.ts";
import { Key } from "../../model/random.ts";
import { type Batches, effectiveBatch, stepFeeds } from "../../tasks/feeds.ts";
import { fit, type FitOptions, type FitStep, totalSteps } from "../../tasks/fit.ts";

const KEY = Key.of(4).fold("fit");

/** What a session was run with. */
interface Run {
  readonly feed: HostTensors;
  readonly key: Key | undefined;
}

/** A session that notes its runs and gives the losses of a list, then 1. */
function session(losses: readonly number[] = []) {
  const runs: Run[] = [];
  const fake: Session = {
    run(feed, key) {
      runs.push({ feed, key });
      const loss = losses[runs.length - 1] ?? 1;
      return Promise.resolve({ loss: float32([loss], []), accuracy: float32([0.5], []) });
    },
    read: () => Promise.resolve({}),
    share: () => fake,
    dispose: () => {},
  };
  return { runs, session: fake };
}

const OPTIMIZER = {
  hyper: (step: number) => ({ lr: float32([step / 8], []) }),
} as unknown as Optimizer;

/** Fits and returns what happened; 7 items in batches of 3 unless said otherwise. */
async function run(
  losses: readonly number[] = [],
  { items = 7, batchSize = 3, epochs = 2, ...options }: Partial<FitOptions> & {
    items?: number;
    batchSize?: number;
    epochs?: number;
    batches?: Batches;
  } = {},
) {
  const { runs, session: fake } = session(losses);
  const batches: [readonly number[], number, number][] = [];
  const steps: FitStep[] = [];
  let reads = 0;
  const own: Batches = {
    items,
    feed(batch, key, epoch, step) {
      assert.equal(key, KEY);
      batches.push([batch, epoch, step]);
      return { items: float32([...batch], [batch.length]) };
    },
    get notes() {
      return { feeds: batches.length };
    },
  };
  const { notes } = await fit({
    session: fake,
    optimizer: OPTIMIZER,
    key: KEY,
    feeds: stepFeeds({ batches: options.batches ?? own, batchSize, epochs, key: KEY }),
    // A clock on which everything takes longer than what was before it.
    now: () => reads * reads++,
    onStep: (step) => void steps.push(step),
    ...options,
  });
  return { runs, batches, steps, notes };
}

/** The order of an epoch, as the contract says. */
function order(epoch: number, items = 7): number[] {
  return KEY.fold("order").fold(epoch).stream().permutation(items);
}

Deno.test("fit() feeds each epoch in an order of its own, without the incomplete batch", async () => {
  const { batches } = await run();
  const [first, second] = [order(0), order(1)];
  assert.notDeepEqual(first, second);
  assert.deepEqual(batches, [
    [first.slice(0, 3), 0, 0],
    [first.slice(3, 6), 0, 1],
    [second.slice(0, 3), 1, 2],
    [second.slice(3, 6), 1, 3],
  ]);
});

Deno.test("fit() runs every step with the optimizer's numbers and the key of the step", async () => {
  const { runs, batches } = await run();
  assert.deepEqual(runs.map(({ key }) => key), [0, 1, 2, 3].map((step) => KEY.fold(step)));
  assert.deepEqual(
    runs.map(({ feed }) => [...feed.items!.data, feed.lr!.data[0]]),
    batches.map(([batch, , step]) => [...batch, step / 8]),
  );
});

Deno.test("fit() tells every step's outputs as numbers, its learning rate and its times", async () => {
  const { steps } = await run([4, 3, 2]);
  const accuracy = 0.5;
  assert.deepEqual(
    steps.map(({ time: _, wait: __, ...step }) => step),
    [
      { step: 0, epoch: 0, outputs: { loss: 4, accuracy }, learningRate: 0, examples: 3 },
      { step: 1, epoch: 0, outputs: { loss: 3, accuracy }, learningRate: 1 / 8, examples: 3 },
      { step: 2, epoch: 1, outputs: { loss: 2, accuracy }, learningRate: 1 / 4, examples: 3 },
      { step: 3, epoch: 1, outputs: { loss: 1, accuracy }, learningRate: 3 / 8, examples: 3 },
    ],
  );
  // The clock is read at 0, 1, 4, 9, …: before the feed, after it, and after the run.
  assert.deepEqual(
    steps.map(({ time, wait }) => [wait, time]),
    [0, 3, 6, 9].map((i) => [(i + 1) ** 2 - i ** 2, (i + 2) ** 2 - i ** 2]),
  );
});

Deno.test("fit() returns the notes of the inputs that it used", async () => {
  assert.deepEqual((await run()).notes, { feeds: 4 });
  const stopped = await run([], { onEpoch: () => Promise.resolve("stop") });
  assert.deepEqual(stopped.notes, { feeds: 2 });
});

Deno.test("fit() takes inputs that come from elsewhere, and ends them when it ends", async () => {
  let ended = 0;
  async function* feeds() {
    const batches = { items: 7, feed: () => ({}) };
    try {
      yield* stepFeeds({ batches, batchSize: 3, epochs: 9, key: KEY });
    } finally {
      ended++;
    }
  }
  const epochs: number[] = [];
  await run([], {
    feeds: feeds(),
    onEpoch: (epoch) => (epochs.push(epoch), Promise.resolve(epoch === 2 ? "stop" : undefined)),
  });
  assert.deepEqual([epochs, ended], [[0, 1, 2], 1]);
  await assert.rejects(run([1, NaN], { feeds: feeds() }), RangeError);
  assert.equal(ended, 2);
});

Deno.test("fit() waits for onStep and onEpoch before the next step", async () => {
  const told: string[] = [];
  const turn = async (what: string) => {
    told.push(`${what} begins`);
    await Promise.resolve();
    told.push(`${what} ends`);
  };
  await run([], {
    batchSize: 2,
    batches: { items: 2, feed: (_batch, _key, epoch) => (told.push(`feed ${epoch}`), {}) },
    onStep: ({ step }) => turn(`step ${step}`),
    onEpoch: async (epoch) => (await turn(`epoch ${epoch}`), undefined),
  });
  assert.deepEqual(
    told,
    [0, 1].flatMap((i) => [
      `feed ${i}`,
      ...[`step ${i} begins`, `step ${i} ends`, `epoch ${i} begins`, `epoch ${i} ends`],
    ]),
  );
});

Deno.test("fit() ends after the epoch at which it is told to stop", async () => {
  const epochs: number[] = [];
  const { steps } = await run([], {
    epochs: 9,
    onEpoch: (epoch) => {
      epochs.push(epoch);
      return Promise.resolve(epoch === 1 ? "stop" : undefined);
    },
  });
  assert.deepEqual(epochs, [0, 1]);
  assert.equal(steps.length, 4);
});

Deno.test("fit() takes all items as one batch if they are fewer than a batch", async () => {
  const { batches } = await run([], { items: 2, batchSize: 16 });
  assert.deepEqual(batches, [[order(0, 2), 0, 0], [order(1, 2), 1, 1]]);
});

Deno.test("fit() throws when the loss is not a number, before it is told to onStep", async () => {
  for (const loss of [NaN, Infinity, -Infinity]) {
    const steps: number[] = [];
    const fitting = run([1, loss], { onStep: ({ step }) => void steps.push(step) });
    await assert.rejects(fitting, {
      name: "RangeError",
      message: `Cannot go on training: the loss is ${loss} at step 1, ` +
        "a smaller learning rate may help",
    });
    assert.deepEqual(steps, [0]);
  }
});

Deno.test("fit() throws without items and runs nothing", async () => {
  const { runs, session: fake } = session();
  await assert.rejects(run([], { items: 0, session: fake }), {
    name: "RangeError",
    message: "Cannot train: the train split has no examples to use",
  });
  assert.deepEqual(runs, []);
});

Deno.test("totalSteps() is the number of steps that fit() makes", async () => {
  for (const [items, batchSize, epochs] of [[7, 3, 2], [6, 3, 2], [2, 16, 3], [5, 1, 1]] as const) {
    const { steps } = await run([], { items, batchSize, epochs });
    assert.equal(totalSteps({ items, batchSize, epochs }), steps.length);
    assert.equal(steps[0]!.examples, effectiveBatch({ items, batchSize }));
  }
});

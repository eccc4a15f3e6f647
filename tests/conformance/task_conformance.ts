/**
 * What every downstream task must keep. {@link taskConformance} runs it over one config of one task,
 * on a tiny phantom and the `onnx` engine.
 */
import assert from "node:assert/strict";
import { type Engine, type HostTensors, openEngine } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { adamW, bertAdam } from "../../model/optimizer.ts";
import { isTrunk, networkParameters, trainableNames } from "../../model/parameters.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { trainedParameters, trainingState, trainingStep } from "../../model/training.ts";
import { stepFeeds } from "../../tasks/feeds.ts";
import { fit, totalSteps } from "../../tasks/fit.ts";
import { cachedImages } from "../../tasks/images.ts";
import type { Study } from "../../tasks/studies.ts";
import type { BoundTask, Prediction, Target, Task } from "../../tasks/task.ts";
import { openTiny, type Tiny } from "../tasks/tiny.ts";
import { digestOf } from "./engine_threads.ts";

type Split = Parameters<BoundTask["predictor"]>[1];

/** A task and one of its configs, as a spec writes it. */
export interface TaskCase<Config> {
  readonly task: Task<Config>;
  readonly schema: { parse(input: unknown): Config };
  readonly config: Readonly<Record<string, unknown>>;
  /** A study without what the task must find out. */
  blind(study: Study): Study;
  /** What a prediction says, without what it is measured against. */
  guess(prediction: Prediction): unknown;
  /** Epochs after which eight examples are learned. @default 60 */
  readonly epochs?: number;
  /** Whether what is predicted for a study depends on the studies beside it. */
  readonly pooled?: boolean;
}

/** A task bound to the tiny dataset, and its weights before training. */
class Trial<Config> implements Disposable {
  readonly bound: BoundTask;
  readonly target: Target;
  readonly weights: HostTensors;
  readonly trainable: readonly string[];
  readonly train: readonly Study[];
  readonly test: readonly Study[];

  private constructor(readonly tiny: Tiny, readonly given: TaskCase<Config>) {
    const { model, tokenizer, studies } = tiny;
    const { task, schema } = given;
    const config = schema.parse(given.config);
    const [images, protocol] = [cachedImages(studies, model), PROTOCOLS.fixed];
    this.train = studies.split("train");
    this.test = studies.split("test");
    // As an evaluation finds it, in another process.
    const target = task.target(this.train, studies, protocol, config);
    this.target = JSON.parse(JSON.stringify(target));
    const { labelNames } = studies;
    this.bound = task.bind({
      ...{ config, model, protocol, tokenizer, images, labelNames },
      target: this.target,
    });
    const parameters = networkParameters(model, this.bound.heads);
    const initial = Object.entries(initialParameters(parameters, Key.of(1)));
    this.weights = Object.fromEntries(initial.filter(([name]) => !isTrunk(name)));
    this.trainable = trainableNames(parameters, { ...this.bound.trains, trunk: false });
  }

  static async open<Config>(given: TaskCase<Config>): Promise<Trial<Config>> {
    return new Trial(await openTiny(), given);
  }

  /** Trains on the first `count` studies and returns the losses and the weights. */
  async fit({ count = 8, epochs = 5, threads = 1 } = {}) {
    const { task, schema, config } = this.given;
    const { options, optimizer: name, batchSize } = task.recipe(schema.parse(config));
    const batches = this.bound.batches(this.train.slice(0, count));
    const optimizer = (name === "adamw" ? adamW : bertAdam)({
      ...options,
      totalSteps: totalSteps({ items: batches.items, batchSize, epochs }),
    });
    const session = (await openEngine("onnx", { threads })).load(
      trainingStep(this.bound.loss, optimizer, this.trainable),
      trainingState(this.weights, this.trainable),
    );
    const losses: number[] = [];
    const key = Key.of(2);
    await fit({
      ...{ session, optimizer, key },
      feeds: stepFeeds({ batches, batchSize, epochs, key }),
      onStep: ({ outputs }) => void losses.push(outputs.loss!),
    });
    const weights = trainedParameters(await session.read());
    session.dispose();
    return { losses, weights };
  }

  /** Predictions of studies, by the weights before training unless others are given. */
  async predict(studies: readonly Study[], weights = this.weights, split = "test" as Split) {
    const engine: Engine = await openEngine("onnx");
    using predictor = this.bound.predictor((program) => engine.load(program, weights), split);
    return await predictor.predict(studies);
  }

  [Symbol.dispose](): void {
    this.tiny[Symbol.dispose]();
  }
}

/** Registers the suite for one config. */
export function taskConformance<Config>(name: string, given: TaskCase<Config>): void {
  const { epochs = 60 } = given;
  const test = (title: string, run: (trial: Trial<Config>) => Promise<void> | void) =>
    Deno.test(`${name}: ${title}`, async () => {
      using trial = await Trial.open(given);
      await run(trial);
    });

  Deno.test(`${name}: an unknown field of its config is refused, and so is another task`, () => {
    const { schema, config } = given;
    assert.throws(() => schema.parse({ ...config, epoch: 3 }), /epoch/);
    assert.throws(() => schema.parse({ ...config, task: "juggling" }), /task/);
  });

  test("training is the same in two runs and on two threads", async (trial) => {
    const runs = [];
    for (const threads of [1, 1, 2]) {
      const { losses, weights } = await trial.fit({ threads });
      runs.push({ losses, weights: digestOf(weights) });
    }
    assert.deepEqual(runs[1], runs[0]);
    assert.deepEqual(runs[2], runs[0]);
  });

  test("training on eight examples lowers the loss", async (trial) => {
    const { losses } = await trial.fit({ epochs });
    assert.ok(losses.at(-1)! < 0.5 * losses[0]!, `${losses[0]} to ${losses.at(-1)}`);
  });

  test("training moves every weight", async (trial) => {
    const { weights } = await trial.fit();
    const still = trial.trainable.filter((name) =>
      weights[name]!.data.every((value, i) => value === trial.weights[name]!.data[i])
    );
    assert.deepEqual(still, []);
  });

  test("a batch has the same shapes whatever the studies", ({ bound, train }) => {
    const { items, feed } = bound.batches(train);
    const shapes = (batch: readonly number[]) =>
      Object.entries(feed(batch, Key.of(3), 0, 0)).map((
        [name, { dtype, shape }],
      ) => [name, dtype, ...shape]);
    const first = shapes([0, 1]);
    for (const pair of [[1, 0], [2, 3], [items - 2, items - 1]]) {
      assert.deepEqual(shapes(pair), first);
    }
  });

  test("a batch is in arrays that nothing else holds", ({ bound, train }) => {
    const batches = bound.batches(train.slice(0, 8));
    const feed = () => batches.feed([1, 0, 2], Key.of(3), 0, 0);
    const given = Object.values(feed()).map(({ data }) => data.buffer as ArrayBuffer);
    assert.equal(new Set(given).size, given.length);
    const before = structuredClone(feed());
    structuredClone(given, { transfer: given });
    assert.deepEqual(feed(), before);
  });

  test("a batch is a function of the key, the epoch and the step", ({ bound, train }) => {
    const feed = () => bound.batches(train).feed([3, 1, 2], Key.of(3), 1, 9);
    assert.deepEqual(feed(), feed());
  });

  test("predictions do not depend on the order of the studies", async (trial) => {
    const { weights } = await trial.fit({ epochs });
    // The same words tie, and ties are broken by place.
    const all = distinct([...trial.test, ...trial.train]);
    const whole = await trial.predict(all, weights);
    const ids = whole.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assertClose(sorted(await trial.predict(all.toReversed(), weights)), sorted(whole));
    const guesses = new Set(whole.map((prediction) => JSON.stringify(given.guess(prediction))));
    assert.ok(guesses.size > 1);
  });

  if (!given.pooled) {
    test("predictions do not depend on the other studies", async (trial) => {
      const { weights } = await trial.fit();
      const whole = await trial.predict(trial.test, weights);
      const single = [];
      for (const study of trial.test) single.push(...await trial.predict([study], weights));
      assertClose(single, whole);
    });
  }

  test("predictions survive as JSON", async (trial) => {
    const predictions = await trial.predict(trial.test);
    assert.deepEqual(JSON.parse(JSON.stringify(predictions)), predictions);
  });

  test("predictions do not see what is to be found out", async (trial) => {
    const guesses = async (studies: readonly Study[]) =>
      (await trial.predict(studies)).map(given.guess);
    assert.deepEqual(await guesses(trial.test.map(given.blind)), await guesses(trial.test));
  });

  test("progress is told up to the end", async ({ bound, weights, test }) => {
    const engine = await openEngine("onnx");
    using predictor = bound.predictor((program) => engine.load(program, weights), "test");
    const told: number[][] = [];
    await predictor.predict(test, (...progress) => void told.push(progress));
    const [done, total] = told.at(-1)!;
    assert.equal(done, total);
  });

  test("metrics are numbers or null, whatever the order of the predictions", async (trial) => {
    const { bound } = trial;
    const predictions = await trial.predict(trial.test);
    const metrics = bound.metrics(predictions);
    for (const [name, value] of Object.entries(metrics)) {
      assert.ok(value === null || Number.isFinite(value), `${name} is ${value}`);
    }
    assertClose(bound.metrics(predictions.toReversed()), metrics);
    const scoring = JSON.parse(JSON.stringify(bound.scoring));
    assert.deepEqual(given.task.score(predictions, scoring), metrics);
  });

  test("the metric that selects is one of the valid split's", async (trial) => {
    const valid = await trial.predict(trial.test, trial.weights, "valid");
    const { selection } = given.task.recipe(given.schema.parse(given.config));
    assert.ok(selection.metric in trial.bound.metrics(valid));
  });

  test("baselines predict what the task does and have some of its metrics", async (trial) => {
    const { bound, test } = trial;
    const predictions = await trial.predict(test);
    const names = new Set(Object.keys(bound.metrics(predictions)));
    const baselines = Object.values(bound.baselines(test));
    assert.ok(baselines.length > 0);
    for (const baseline of baselines) {
      assert.deepEqual(baseline.map(({ id }) => id), predictions.map(({ id }) => id));
      const own = Object.keys(bound.metrics(baseline));
      assert.deepEqual(own.filter((name) => !names.has(name)), []);
      assert.ok(own.length > 0);
    }
  });
}

/** Studies of which no two have the same words. */
function distinct(studies: readonly Study[]): Study[] {
  return [...new Map(studies.map((study) => [study.tokens.join(), study])).values()];
}

function sorted(predictions: readonly Prediction[]): Prediction[] {
  return predictions.toSorted((a, b) => a.id < b.id ? -1 : 1);
}

/** Equal but for numbers, which may differ by 1e-6. */
function assertClose(actual: unknown, expected: unknown): void {
  const numbers: number[] = [];
  const note = (_key: string, value: unknown) =>
    typeof value === "number" ? numbers.push(value) && 0 : value;
  const without = JSON.stringify(expected, note);
  const wanted = numbers.splice(0);
  assert.equal(JSON.stringify(actual, note), without);
  for (const [i, value] of wanted.entries()) {
    assert.ok(Math.abs(numbers[i]! - value) <= 1e-6, `${numbers[i]}, expected ${value}`);
  }
}

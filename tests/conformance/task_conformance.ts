/**
 * What every downstream task must keep. {@link taskConformance} runs it over one config of one task,
 * on a tiny phantom and the `onnx` engine.
 */
import assert from "node:assert/strict";
import { type HostTensors, openEngine } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { adamW, bertAdam } from "../../model/optimizer.ts";
import { isTrunk, networkParameters, trainableNames } from "../../model/parameters.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { trainedParameters, trainingState, trainingStep } from "../../model/training.ts";
import { fit, totalSteps } from "../../tasks/fit.ts";
import { cachedImages } from "../../tasks/images.ts";
import { predictAll } from "../../tasks/predict.ts";
import type { Study } from "../../tasks/studies.ts";
import type { BoundTask, Prediction, Target, Task } from "../../tasks/task.ts";
import { openTiny, type Tiny } from "../tasks/tiny.ts";
import { digestOf } from "./engine_threads.ts";

/** A task and one of its configs, as a spec writes it. */
export interface TaskCase<Config> {
  readonly task: Task<Config>;
  readonly schema: { parse(input: unknown): Config };
  readonly config: Readonly<Record<string, unknown>>;
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
    const { model, tokenizer: { special }, studies } = tiny;
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
      ...{ config, model, protocol, special, images, labelNames },
      target: this.target,
    });
    const parameters = networkParameters(model, this.bound.heads);
    const initial = Object.entries(initialParameters(parameters, Key.of(1)));
    this.weights = Object.fromEntries(initial.filter(([name]) => !isTrunk(name)));
    this.trainable = trainableNames(parameters);
  }

  static async open<Config>(given: TaskCase<Config>): Promise<Trial<Config>> {
    return new Trial(await openTiny(), given);
  }

  /** Trains on the first `count` studies and returns the losses and the weights. */
  async fit({ count = 8, epochs = 5, threads = 1 } = {}) {
    const { task, schema, config } = this.given;
    const { options, optimizer: name, batchSize } = task.recipe(schema.parse(config));
    const totals = { items: count, batchSize, epochs };
    const optimizer = (name === "adamw" ? adamW : bertAdam)({
      ...options,
      totalSteps: totalSteps(totals),
    });
    const session = (await openEngine("onnx", { threads })).load(
      trainingStep(this.bound.loss, optimizer, this.trainable),
      trainingState(this.weights, this.trainable),
    );
    const losses: number[] = [];
    await fit({
      ...totals,
      ...{ session, optimizer },
      key: Key.of(2),
      feed: (batch) => this.bound.feed(batch.map((i) => this.train[i]!)),
      onStep: ({ outputs }) => void losses.push(outputs.loss!),
    });
    const weights = trainedParameters(await session.read());
    session.dispose();
    return { losses, weights };
  }

  /** Predictions of studies, fed in batches of a size. */
  async predict(studies: readonly Study[], size: number, weights = this.weights) {
    const session = (await openEngine("onnx")).load(
      (params, feed) => ({ outputs: this.bound.predict(params, feed) }),
      weights,
    );
    const predictions: Prediction[] = [];
    for (let start = 0; start < studies.length; start += size) {
      const batch = studies.slice(start, start + size);
      const { targets: _, ...feed } = this.bound.feed(batch);
      const outputs = await session.run(feed);
      batch.forEach((study, b) => predictions.push(this.bound.prediction(study, outputs, b)));
    }
    session.dispose();
    return predictions;
  }

  [Symbol.dispose](): void {
    this.tiny[Symbol.dispose]();
  }
}

/** Registers the suite for one config. */
export function taskConformance<Config>(name: string, given: TaskCase<Config>): void {
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
    const { losses } = await trial.fit({ epochs: 60 });
    assert.ok(losses.at(-1)! < 0.5 * losses[0]!, `${losses[0]} to ${losses.at(-1)}`);
  });

  test("training moves every weight", async (trial) => {
    const { weights } = await trial.fit();
    const still = Object.keys(weights).filter((name) =>
      weights[name]!.data.every((value, i) => value === trial.weights[name]!.data[i])
    );
    assert.deepEqual(still, []);
  });

  test("a feed has the same shapes whatever the studies", ({ bound, train, test }) => {
    const shapes = (studies: readonly Study[]) =>
      Object.entries(bound.feed(studies)).map((
        [name, { dtype, shape }],
      ) => [name, dtype, ...shape]);
    const [empty, short, ...long] = train;
    const first = shapes([empty!, short!]);
    for (const pair of [[short!, empty!], long.slice(0, 2), test.slice(0, 2)]) {
      assert.deepEqual(shapes(pair), first);
    }
    assert.deepEqual(
      first.map(([name]) => name),
      Object.keys(bound.feed(long)),
    );
  });

  test("predictions do not depend on batch size and order", async (trial) => {
    const { weights } = await trial.fit();
    const all = [...trial.test, ...trial.train];
    const whole = await trial.predict(all, all.length, weights);
    assert.deepEqual(whole.map(({ id }) => id), all.map(({ example }) => example.id));
    for (const size of [1, 3]) assertClose(await trial.predict(all, size, weights), whole);
    const backwards = await trial.predict(all.toReversed(), 5, weights);
    assertClose(backwards.toReversed(), whole);
    assert.ok(
      new Set(whole.map((prediction) => JSON.stringify({ ...prediction, id: "" }))).size > 1,
    );
  });

  test("predictAll() gives these predictions, and they survive as JSON", async (trial) => {
    const session = (await openEngine("onnx")).load(
      (params, feed) => ({ outputs: trial.bound.predict(params, feed) }),
      trial.weights,
    );
    const predictions = await predictAll(session, trial.bound, trial.test);
    session.dispose();
    assertClose(predictions, await trial.predict(trial.test, trial.test.length));
    assert.deepEqual(JSON.parse(JSON.stringify(predictions)), predictions);
  });

  test("what is fed to predict does not hold the labels", ({ bound, test }) => {
    const { targets: _, ...feed } = bound.feed(test);
    const blind = test.map((study) => {
      const { example } = study;
      return { ...study, example: { ...example, labels: example.labels.map(() => null) } };
    });
    const { targets: __, ...blindFeed } = bound.feed(blind);
    assert.deepEqual(blindFeed, feed);
  });

  test("metrics are numbers or null, whatever the order of the predictions", async (trial) => {
    const { bound, given: { task, schema, config } } = trial;
    const predictions = await trial.predict(trial.test, 4);
    const metrics = bound.metrics(predictions);
    for (const [name, value] of Object.entries(metrics)) {
      assert.ok(value === null || Number.isFinite(value), `${name} is ${value}`);
    }
    assertClose(bound.metrics(predictions.toReversed()), metrics);
    assert.ok(task.recipe(schema.parse(config)).selection in metrics);
  });

  test("baselines predict every study and have the metrics of the task", async (trial) => {
    const { bound, test } = trial;
    const names = Object.keys(bound.metrics(await trial.predict(test, 4)));
    const baselines = Object.values(bound.baselines(test));
    assert.ok(baselines.length > 0);
    for (const predictions of baselines) {
      assert.deepEqual(predictions.map(({ id }) => id), test.map(({ example }) => example.id));
      assert.deepEqual(Object.keys(bound.metrics(predictions)), names);
    }
  });
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

/**
 * What every executor must keep: a stage's artifact is in the store, or its caller knows why not.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Executor, type JobHooks, StageError } from "../../benchmarks/executors/executor.ts";
import type { Stage } from "../../benchmarks/stage.ts";
import type { Progress } from "../../benchmarks/stages/context.ts";
import { type Damage, Store } from "../../benchmarks/store.ts";
import { kill } from "../benchmarks/processes.ts";
import { toy } from "../benchmarks/toy_stages.ts";

/** Makes an executor of toy stages; a stage asked to stop is killed after `grace` milliseconds. */
export type CreateExecutor = (store: string, grace: number) => Executor;

/** An executor, its store, and what it told. */
class Trial implements AsyncDisposable {
  readonly progress: Progress[] = [];
  readonly log: string[] = [];
  readonly damages: Damage[] = [];
  readonly stop = new AbortController();

  constructor(readonly dir: string, readonly store: Store, readonly executor: Executor) {}

  static async create(create: CreateExecutor, grace = 60_000): Promise<Trial> {
    const dir = await Deno.makeTempDir();
    return new Trial(dir, await Store.open(join(dir, "store")), create(join(dir, "store"), grace));
  }

  async run(stage: Stage, inputs: Record<string, Stage> = {}, hooks: Partial<JobHooks> = {}) {
    await this.executor.run({ stage, inputs, threads: 3 }, {
      onProgress: (progress) => this.progress.push(progress),
      onLog: (line) => this.log.push(line),
      onDamage: (damage) => this.damages.push(damage),
      signal: this.stop.signal,
      ...hooks,
    });
  }

  async value(stage: Stage): Promise<string> {
    const artifact = await this.store.lookup(stage);
    return new TextDecoder().decode(artifact!.read("value.txt"));
  }

  /** The error of a stage that must fail. */
  async failure(running: Promise<void>): Promise<StageError> {
    try {
      await running;
    } catch (error) {
      assert.ok(error instanceof StageError, String(error));
      return error;
    }
    throw new Error("Cannot get the error of a stage: it did not fail");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.executor.close();
    await Deno.remove(this.dir, { recursive: true });
  }
}

/** Runs the suite on executors of toy stages. */
export function testExecutor(name: string, create: CreateExecutor): void {
  const a = toy("a");
  const b = toy("b");
  const c = toy("c", { left: b, right: a });

  Deno.test(`${name} runs stages on the artifacts of others`, async () => {
    await using trial = await Trial.create(create);
    await Promise.all([trial.run(a), trial.run(b)]);
    await trial.run(c, { left: b, right: a });
    assert.equal(await trial.value(c), "c(b(),a())");
    assert.equal((await trial.store.lookup(c))!.manifest.engine, "toy");
    assert.deepEqual(trial.damages, []);
  });

  Deno.test(`${name} passes on progress, threads and whatever is printed`, async () => {
    await using trial = await Trial.create(create);
    await trial.run(toy("a", {}, { does: "chatter" }));
    assert.deepEqual(trial.progress, [
      { done: 1, total: 2, loss: 0.5, examplesPerSecond: 10 },
      { done: 2, total: 2 },
    ]);
    await trial.run(toy("b", {}, { does: "threads" }));
    await trial.executor.close();
    assert.deepEqual(
      trial.log.toSorted(),
      ["THREADS 3", "from console.log", "half a line", '{"type":"done"}'],
    );
  });

  Deno.test(`${name} gives the error of a stage and goes on`, async () => {
    await using trial = await Trial.create(create);
    const error = await trial.failure(trial.run(toy("a", {}, { does: "throw" })));
    assert.equal(error.message, "Cannot do a");
    assert.match(error.stack!, /^RangeError: Cannot do a\n.*toy_stages\.ts/);
    assert.equal(error.missing, undefined);
    await trial.run(b);
    assert.equal(await trial.value(b), "b()");
  });

  Deno.test(`${name} gives the error of a stage that leaves a folder`, async () => {
    await using trial = await Trial.create(create);
    const error = await trial.failure(trial.run(toy("a", {}, { does: "folder" })));
    assert.equal(error.message, 'Cannot keep "folder" of toy a: stages leave plain files only');
  });

  Deno.test(`${name} says that a worker ended and goes on`, async () => {
    await using trial = await Trial.create(create);
    const error = await trial.failure(trial.run(toy("a", {}, { does: "exit" })));
    assert.equal(
      error.message,
      "Cannot finish toy a: worker exited with code 7 while running it",
    );
    await trial.run(b);
    assert.equal(await trial.value(b), "b()");
  });

  Deno.test(`${name} says that a worker was killed and leaves no other trace of it`, async () => {
    await using trial = await Trial.create(create);
    const stage = toy("a", {}, { does: "hang" });
    const pid = Promise.withResolvers<number>();
    const onLog = (line: string) => pid.resolve(Number(line.match(/^pid (\d+)$/)![1]));
    const failure = trial.failure(trial.run(stage, {}, { onLog }));
    await kill(await pid.promise);
    const error = await failure;
    assert.equal(
      error.message,
      "Cannot finish toy a: worker exited with signal SIGKILL while running it, " +
        "use fewer --jobs if memory ran out",
    );
    assert.match(error.stack!, /\npid \d+$/);
    await trial.run(b);
    assert.equal(await trial.value(b), "b()");
    await trial.store.clean();
    const names = await Array.fromAsync(Deno.readDir(join(trial.store.dir, "prepare")));
    assert.deepEqual(names.map(({ name }) => name), [b.key]);
  });

  Deno.test(`${name} names an input that is missing`, async () => {
    await using trial = await Trial.create(create);
    await trial.run(b);
    const error = await trial.failure(trial.run(c, { left: b, right: a }));
    assert.equal(
      error.message,
      `Cannot run toy c: its input "right" (${a.key}) is not in the store, run again`,
    );
    assert.equal(error.missing, a.key);
  });

  Deno.test(`${name} names an input that is damaged and sets it aside`, async () => {
    await using trial = await Trial.create(create);
    await Promise.all([trial.run(a), trial.run(b)]);
    await Deno.writeTextFile(join(trial.store.dir, "prepare", a.key, "value.txt"), "A()");
    const error = await trial.failure(trial.run(c, { left: b, right: a }));
    assert.equal(error.missing, a.key);
    assert.deepEqual(trial.damages.map(({ key, reason }) => [key, reason]), [
      [a.key, "value.txt was changed"],
    ]);
    assert.equal(await trial.store.has(a), false);
    await trial.run(a);
    await trial.run(c, { left: b, right: a });
    assert.equal(await trial.value(c), "c(b(),a())");
  });

  Deno.test(`${name} asks a stage to stop`, async () => {
    await using trial = await Trial.create(create);
    const stage = toy("a", {}, { does: "stoppable" });
    const onLog = (line: string) => line === "waiting" && trial.stop.abort();
    const error = await trial.failure(trial.run(stage, {}, { onLog: (line) => void onLog(line) }));
    assert.match(error.message, /aborted/);
    assert.equal(await trial.store.has(stage), false);
  });

  Deno.test(`${name} stops a stage at the progress it tells next`, async () => {
    await using trial = await Trial.create(create);
    const stage = toy("a", {}, { does: "steps" });
    const onProgress = () => trial.stop.abort();
    const error = await trial.failure(trial.run(stage, {}, { onProgress }));
    assert.match(error.message, /aborted/);
    await trial.run(b, {}, { signal: new AbortController().signal });
    assert.equal(await trial.value(b), "b()");
  });

  Deno.test(`${name} kills a stage that does not stop`, async () => {
    await using trial = await Trial.create(create, 0);
    const stage = toy("a", {}, { does: "hang" });
    await trial.failure(trial.run(stage, {}, { onLog: () => trial.stop.abort() }));
    assert.equal(await trial.store.has(stage), false);
  });

  Deno.test(`${name} starts nothing after it was told to stop`, async () => {
    await using trial = await Trial.create(create);
    trial.stop.abort();
    await trial.failure(trial.run(a));
    assert.equal(await trial.store.has(a), false);
  });

  Deno.test(`${name} ends what runs when it is closed`, async () => {
    await using trial = await Trial.create(create);
    const waiting = Promise.withResolvers<void>();
    const onLog = () => waiting.resolve();
    const running = trial.failure(trial.run(toy("a", {}, { does: "hang" }), {}, { onLog }));
    await waiting.promise;
    await trial.executor.close();
    await running;
  });
}

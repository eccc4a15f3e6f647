import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type Executor,
  type Job,
  type JobHooks,
  StageError,
} from "../../benchmarks/executors/executor.ts";
import { run, type RunEvent, type RunOptions } from "../../benchmarks/run.ts";
import type { Stage } from "../../benchmarks/stage.ts";
import { Store } from "../../benchmarks/store.ts";
import { toy } from "./toy_stages.ts";

const TOYS = new URL("toy_stages.ts", import.meta.url).href;

/** An executor whose jobs end when the test says so. */
class HandExecutor implements Executor {
  /** Titles and threads of all jobs, in the order of their starts. */
  readonly started: [string, number][] = [];
  readonly #jobs = new Map<string, { hooks: JobHooks; end: (error?: unknown) => void }>();
  closed = false;

  constructor(private readonly store: Store, private readonly onStart: (stage: Stage) => void) {}

  async run({ stage, threads }: Job, hooks: JobHooks): Promise<void> {
    this.started.push([stage.title, threads]);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#jobs.set(stage.key, { hooks, end: (e) => e === undefined ? resolve() : reject(e) });
    const stop = () => reject(new StageError({ message: "stopped" }));
    hooks.signal.addEventListener("abort", stop);
    if (hooks.signal.aborted) stop();
    else this.onStart(stage);
    await promise;
    await this.store.commit(stage, async () => {});
  }

  /** Ends a running job, with an error if one is given. */
  end(stage: Stage, error?: unknown): void {
    this.#jobs.get(stage.key)!.end(error);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** A store in a directory of its own, with an executor and the events of a run. */
class Trial implements AsyncDisposable {
  readonly events: RunEvent[] = [];
  readonly executor: HandExecutor;
  onStart: (stage: Stage) => void = (stage) => this.executor.end(stage);

  constructor(readonly store: Store) {
    this.executor = new HandExecutor(store, (stage) => this.onStart(stage));
  }

  static async create(): Promise<Trial> {
    return new Trial(await Store.open(await Deno.makeTempDir()));
  }

  async run(stages: Stage[], targets: Stage[], options: Partial<RunOptions> = {}) {
    const outcome = await run({ stages, targets: targets.map(({ key }) => key) }, {
      store: this.store,
      executor: this.executor,
      jobs: 1,
      threads: 4,
      onEvent: (event) => this.events.push(event),
      ...options,
    });
    const named = stages.map(({ title, key }) => [title, outcome.stages.get(key)?.status]);
    return { status: outcome.status, stages: Object.fromEntries(named), outcome };
  }

  async have(...stages: Stage[]): Promise<void> {
    for (const stage of stages) {
      await this.store.commit(stage, (dir) => Deno.writeTextFile(join(dir, "f"), stage.title));
    }
  }

  get titles(): string[] {
    return this.executor.started.map(([title]) => title);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.store.dir, { recursive: true });
  }
}

const a = toy("a");
const b = toy("b", { in: a });
const c = toy("c", { in: a });
const d = toy("d", { left: b, right: c });

Deno.test("run() runs each missing stage once, after its inputs", async () => {
  await using trial = await Trial.create();
  const { status, stages } = await trial.run([d, c, b, a], [d, c, d]);
  assert.equal(status, "done");
  assert.deepEqual(stages, { "toy a": "done", "toy b": "done", "toy c": "done", "toy d": "done" });
  assert.deepEqual(trial.titles, ["toy a", "toy c", "toy b", "toy d"]);
  assert.ok(trial.executor.closed);
});

Deno.test("run() tells what happens, in order", async () => {
  await using trial = await Trial.create();
  await trial.have(a);
  trial.onStart = (stage) => trial.executor.end(stage);
  await trial.run([a, b], [b]);
  assert.deepEqual(trial.events, [
    { type: "plan", cached: [a], missing: [b] },
    { type: "start", stage: b, threads: 4 },
    { type: "end", stage: b, outcome: { status: "done" } },
  ]);
});

Deno.test("run() starts nothing when every target is in the store", async () => {
  await using trial = await Trial.create();
  await trial.have(d);
  const { status, stages } = await trial.run([a, b, c, d], [d]);
  assert.equal(status, "done");
  assert.deepEqual(stages, {
    "toy a": undefined,
    "toy b": undefined,
    "toy c": undefined,
    "toy d": "cached",
  });
  assert.deepEqual(trial.titles, []);
});

Deno.test("run() starts only what the targets need", async () => {
  await using trial = await Trial.create();
  await trial.run([a, b, c, d], [b]);
  assert.deepEqual(trial.titles, ["toy a", "toy b"]);
});

Deno.test("run() makes a target again that does not match its digest", async () => {
  await using trial = await Trial.create();
  await trial.have(a);
  await Deno.writeTextFile(join(trial.store.dir, "prepare", a.key, "f"), "toy b");
  const { stages } = await trial.run([a], [a]);
  assert.deepEqual(stages, { "toy a": "done" });
});

Deno.test("run() skips what needs a failed stage and finishes the rest", async () => {
  await using trial = await Trial.create();
  const e = toy("e");
  trial.onStart = (stage) => {
    trial.executor.end(stage, stage === b ? new StageError({ message: "Cannot b" }) : undefined);
  };
  const { status, stages, outcome } = await trial.run([a, b, c, d, e], [d, e]);
  assert.equal(status, "failed");
  assert.deepEqual(stages, {
    "toy a": "done",
    "toy b": "failed",
    "toy c": "done",
    "toy d": "skipped",
    "toy e": "done",
  });
  assert.equal(outcome.stages.get(b.key)!.message, "Cannot b");
  assert.equal(
    outcome.stages.get(d.key)!.message,
    "Cannot run toy d: it needs toy b: Cannot b",
  );
});

Deno.test("run() gives few stages many threads and never runs more than the jobs", async () => {
  await using trial = await Trial.create();
  const fan = Array.from({ length: 6 }, (_, i) => toy(`fan ${i}`, { in: a }));
  const end = toy("end", Object.fromEntries(fan.map((stage, i) => [`${i}`, stage])));
  let running: Stage[] = [];
  let most = 0;
  trial.onStart = async (stage) => {
    most = Math.max(most, running.push(stage));
    if (fan.includes(stage) && running.length < 3) return;
    // Time enough for a fourth to start, if it would.
    for (let turn = 0; turn < 20; turn++) await trial.store.has(end);
    for (const ended of running) trial.executor.end(ended);
    running = [];
  };
  await trial.run([a, ...fan, end], [end], { jobs: 3, threads: 8 });
  assert.equal(most, 3);
  const threads = Object.fromEntries(trial.executor.started);
  assert.equal(threads["toy a"], 8);
  assert.equal(threads["toy end"], 8);
  assert.deepEqual(fan.slice(0, 3).map(({ title }) => threads[title]), [2, 2, 2]);
});

Deno.test("run() gives a stage all threads that is far longer than what runs beside it", async () => {
  await using trial = await Trial.create();
  const long = toy("long", {}, { kind: "pretrain" });
  const short = toy("short", {}, { kind: "evaluate" });
  await trial.run([short, long], [short, long], { jobs: 2, threads: 4 });
  const threads = Object.fromEntries(trial.executor.started);
  assert.deepEqual(threads, { "toy long": 4, "toy short": 2 });
});

Deno.test("run() gives a stage one thread where there are more jobs than threads", async () => {
  await using trial = await Trial.create();
  await trial.run([toy("x"), toy("y"), toy("z")], [toy("x"), toy("y"), toy("z")], {
    jobs: 3,
    threads: 2,
  });
  assert.deepEqual(trial.executor.started.map(([, threads]) => threads), [1, 1, 1]);
});

Deno.test("run() is interrupted by its signal and removes temporary directories", async () => {
  await using trial = await Trial.create();
  const left = join(trial.store.dir, "prepare", ".tmp-left");
  const stop = new AbortController();
  trial.onStart = (stage) => {
    Deno.mkdirSync(left, { recursive: true });
    if (stage === b) stop.abort();
    else trial.executor.end(stage);
  };
  const { status, stages } = await trial.run([a, b, c, d], [d], { signal: stop.signal });
  assert.equal(status, "interrupted");
  assert.deepEqual(stages, {
    "toy a": "done",
    "toy b": "interrupted",
    "toy c": "interrupted",
    "toy d": "interrupted",
  });
  await assert.rejects(Deno.stat(left), Deno.errors.NotFound);
  assert.ok(trial.executor.closed);
});

Deno.test("run() removes what crashed writers left before it runs anything", async () => {
  await using trial = await Trial.create();
  const left = join(trial.store.dir, "prepare", ".tmp-left");
  await Deno.mkdir(left, { recursive: true });
  trial.onStart = (stage) => {
    assert.throws(() => Deno.statSync(left), Deno.errors.NotFound);
    trial.executor.end(stage);
  };
  const { status } = await trial.run([a], [a]);
  assert.equal(status, "done");
});

Deno.test("run() starts nothing if it is interrupted beforehand", async () => {
  await using trial = await Trial.create();
  const { status } = await trial.run([a], [a], { signal: AbortSignal.abort() });
  assert.equal(status, "interrupted");
  assert.deepEqual(trial.titles, []);
});

Deno.test("run() takes what another process finished meanwhile", async () => {
  await using trial = await Trial.create();
  trial.onStart = async (stage) => {
    if (stage === a) await trial.have(b);
    trial.executor.end(stage);
  };
  const { stages } = await trial.run([a, b], [b]);
  assert.deepEqual(stages, { "toy a": "done", "toy b": "cached" });
  assert.deepEqual(trial.titles, ["toy a"]);
});

Deno.test("run() makes a lost input again, with what that needs, and goes on", async () => {
  await using trial = await Trial.create();
  await trial.have(b, c);
  let lost = false;
  trial.onStart = async (stage) => {
    if (stage !== d || lost) return trial.executor.end(stage);
    lost = true;
    await Deno.remove(join(trial.store.dir, "prepare", b.key), { recursive: true });
    trial.executor.end(stage, new StageError({ message: "lost", missing: b.key }));
  };
  const { status, stages } = await trial.run([a, b, c, d], [d], { jobs: 2 });
  assert.equal(status, "done");
  assert.deepEqual(trial.titles, ["toy d", "toy a", "toy b", "toy d"]);
  assert.deepEqual(stages, {
    "toy a": "done",
    "toy b": "done",
    "toy c": "cached",
    "toy d": "done",
  });
  assert.deepEqual(trial.events.filter(({ type }) => type === "again"), [
    { type: "again", stage: d },
  ]);
});

Deno.test("run() fails a stage whose input is lost again and again", async () => {
  await using trial = await Trial.create();
  await trial.have(a);
  trial.onStart = (stage) => {
    trial.executor.end(stage, new StageError({ message: "lost", missing: a.key }));
  };
  const { status, outcome } = await trial.run([a, b], [b]);
  assert.equal(status, "failed");
  assert.deepEqual(trial.titles, ["toy b", "toy b", "toy b"]);
  assert.equal(outcome.stages.get(b.key)!.message, "lost");
});

Deno.test("run() throws what keeps every stage from running, after the rest has stopped", async () => {
  await using trial = await Trial.create();
  const broken = new Error("no workers");
  trial.onStart = () => {
    if (trial.titles.length === 2) trial.executor.end(c, broken);
  };
  await trial.have(a);
  await assert.rejects(trial.run([a, b, c, d], [d], { jobs: 2 }), broken);
  assert.deepEqual(trial.titles.sort(), ["toy b", "toy c"]);
  assert.ok(trial.executor.closed);
});

Deno.test("run() refuses a plan that lacks an input", async () => {
  await using trial = await Trial.create();
  await assert.rejects(
    trial.run([b], [b]),
    new RangeError(`Cannot run ${a.key}: it is not in the plan`),
  );
});

Deno.test("run() computes on worker processes by default, and not again", async () => {
  await using trial = await Trial.create();
  const options = { executor: undefined, stageModule: TOYS, jobs: 2 };
  const { status } = await trial.run([a, b, c, d], [d], options);
  assert.equal(status, "done");
  const artifact = await trial.store.lookup(d);
  assert.equal(new TextDecoder().decode(artifact!.read("value.txt")), "d(b(a()),c(a()))");
  assert.equal(artifact!.manifest.versions.deno, Deno.version.deno);
  // A module that cannot be loaded shows that no worker is asked the second time.
  const again = await trial.run([a, b, c, d], [d], { ...options, stageModule: "file:///nowhere" });
  assert.deepEqual(again.stages["toy d"], "cached");
});

Deno.test("run() goes on when workers fail and die, and repairs damage found by a worker", async () => {
  await using trial = await Trial.create();
  const throws = toy("throws", {}, { does: "throw" });
  const exits = toy("exits", {}, { does: "exit" });
  const after = toy("after", { in: exits });
  const reads = toy("reads", { in: a });
  await trial.store.commit(a, (dir) => Deno.writeTextFile(join(dir, "value.txt"), "a()"));
  await Deno.writeTextFile(join(trial.store.dir, "prepare", a.key, "value.txt"), "A()");
  const all = [a, throws, exits, after, reads];
  const { status, stages } = await trial.run(all, [throws, after, reads], {
    executor: undefined,
    stageModule: TOYS,
    jobs: 2,
  });
  assert.equal(status, "failed");
  assert.deepEqual(stages, {
    "toy a": "done",
    "toy throws": "failed",
    "toy exits": "failed",
    "toy after": "skipped",
    "toy reads": "done",
  });
  const artifact = await trial.store.lookup(reads);
  assert.equal(new TextDecoder().decode(artifact!.read("value.txt")), "reads(a())");
  const damage = trial.events.filter((event) => event.type === "damage");
  assert.deepEqual(damage.map(({ damage }) => damage.reason), ["value.txt was changed"]);
});

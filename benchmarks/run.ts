/**
 * Running a plan: the missing stages that its targets need, in the order of their inputs.
 *
 * @module
 */
import { type Executor, StageError } from "./executors/executor.ts";
import { LocalExecutor } from "./executors/local.ts";
import { lengthOf, Schedule, type StageStatus } from "./executors/schedule.ts";
import type { Stage } from "./stage.ts";
import type { Progress } from "./stages/context.ts";
import type { Damage, Store } from "./store.ts";
import { provenance } from "./store_provenance.ts";

/** A stage graph and the stages whose artifacts are asked for. */
export interface StageGraph {
  /** Every stage once; each input names another stage of the graph. */
  readonly stages: readonly Stage[];
  /** Keys of the asked stages. */
  readonly targets: readonly string[];
}

/** What happens in a run, as it happens. */
export type RunEvent =
  /** Before anything runs: the stages found in the store and those to run. */
  | { readonly type: "plan"; readonly cached: readonly Stage[]; readonly missing: readonly Stage[] }
  | { readonly type: "start"; readonly stage: Stage; readonly threads: number }
  | { readonly type: "progress"; readonly stage: Stage; readonly progress: Progress }
  /** A line that a stage wrote for people. */
  | { readonly type: "log"; readonly stage: Stage; readonly line: string }
  /** A stage is to run again: an artifact was lost during the run. */
  | { readonly type: "again"; readonly stage: Stage }
  | { readonly type: "end"; readonly stage: Stage; readonly outcome: StageOutcome }
  | { readonly type: "damage"; readonly damage: Damage }
  /** Something people should know of the run, but no stage does. */
  | { readonly type: "notice"; readonly line: string };

export interface StageOutcome {
  readonly status: StageStatus;
  /** Why it failed or was skipped. */
  readonly message?: string;
  readonly stack?: string;
}

export interface RunOutcome {
  /** `interrupted` if the signal was given, else `failed` if a needed stage failed, else `done`. */
  readonly status: "done" | "failed" | "interrupted";
  /** Every stage that was looked at, by key; not those upstream of what was cached. */
  readonly stages: ReadonlyMap<string, StageOutcome>;
}

export interface RunOptions {
  /** Its `onDamage` is told of damage found by this process, `onEvent` of what workers find. */
  readonly store: Store;
  /**
   * Stages that run at once.
   * @default the number of cores
   */
  readonly jobs?: number;
  /**
   * Threads that the stages share. Never changes a result.
   * @default the number of cores
   */
  readonly threads?: number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Interrupts the run. */
  readonly signal?: AbortSignal;
  /**
   * URL of the module that exports `runStage`.
   * @default benchmarks/stages/mod.ts
   */
  readonly stageModule?: string;
  /**
   * Closed at the end of the run.
   * @default worker processes on this machine
   */
  readonly executor?: Executor;
}

/**
 * Runs the missing stages that the targets need.
 *
 * A stage that fails is reported, the stages that need it are skipped, and everything else goes
 * on. No worker is started if every target is in the store.
 *
 * @throws {Error} if no stage can be run at all, because workers cannot be started.
 */
export async function run(graph: StageGraph, options: RunOptions): Promise<RunOutcome> {
  const executor = options.executor ?? new LocalExecutor({
    store: options.store.dir,
    stages: options.stageModule ?? new URL("stages/mod.ts", import.meta.url).href,
    provenance: await provenance(),
  });
  try {
    return await new Run(graph, options, executor).run();
  } finally {
    await executor.close();
    if (options.signal?.aborted) await options.store.clean();
  }
}

/** How often a stage is started again because an input was lost. */
const MAX_AGAIN = 2;

class Run {
  readonly #stages: ReadonlyMap<string, Stage>;
  readonly #targets: ReadonlySet<string>;
  readonly #schedule: Schedule;
  readonly #outcomes = new Map<string, StageOutcome>();
  readonly #again = new Map<string, number>();
  readonly #active = new Set<Promise<void>>();
  readonly #emit: (event: RunEvent) => void;
  readonly #fatal = new AbortController();
  readonly #signal: AbortSignal;
  readonly #jobs: number;
  readonly #threads: number;

  constructor(
    { stages, targets }: StageGraph,
    private readonly options: RunOptions,
    private readonly executor: Executor,
  ) {
    this.#stages = new Map(stages.map((stage) => [stage.key, stage]));
    this.#targets = new Set(targets);
    this.#schedule = new Schedule(this.#stages);
    this.#emit = options.onEvent ?? (() => {});
    this.#signal = AbortSignal.any([this.#fatal.signal, ...options.signal ? [options.signal] : []]);
    this.#jobs = options.jobs ?? navigator.hardwareConcurrency;
    this.#threads = options.threads ?? navigator.hardwareConcurrency;
  }

  async run(): Promise<RunOutcome> {
    for (const key of this.#targets) await this.#need(key);
    const [cached, missing] = (["cached", "waiting"] as const).map((state) =>
      this.#schedule.in(state).map((key) => this.#stages.get(key)!)
    );
    for (const { key } of cached!) this.#outcomes.set(key, { status: "cached" });
    this.#emit({ type: "plan", cached: cached!, missing: missing! });
    if (missing!.length > 0) await this.options.store.clean();
    for (this.#dispatch(); this.#active.size > 0; this.#dispatch()) {
      await Promise.race(this.#active);
    }
    if (this.#fatal.signal.aborted) throw this.#fatal.signal.reason;
    for (const key of this.#schedule.in("waiting")) {
      this.#end(this.#stages.get(key)!, { status: "interrupted" });
    }
    const failed = this.#schedule.in("failed").length > 0;
    const interrupted = this.options.signal?.aborted ?? false;
    return {
      status: interrupted ? "interrupted" : failed ? "failed" : "done",
      stages: this.#outcomes,
    };
  }

  /** Looks a stage up; if it is missing, it waits, and so do the missing stages it needs. */
  async #need(key: string): Promise<void> {
    const stage = this.#stages.get(key);
    if (stage === undefined) throw new RangeError(`Cannot run ${key}: it is not in the plan`);
    const { store } = this.options;
    // What a stage reads is checked when it reads it, what was asked for is checked here.
    const there = this.#targets.has(key) ? await store.verify(stage) : await store.has(stage);
    this.#schedule.set(key, there ? "cached" : "waiting");
    if (there) return;
    for (const input of Object.values(stage.inputs)) {
      if (this.#schedule.state(input) === undefined) await this.#need(input);
    }
  }

  /** Starts as many stages as may run at once. */
  #dispatch(): void {
    for (const { stage, because } of this.#schedule.skip()) {
      const cause = this.#outcomes.get(because.key)?.message ?? "it failed";
      const message = `Cannot run ${stage.title}: it needs ${because.title}: ${cause}`;
      this.#end(stage, { status: "skipped", message });
    }
    while (!this.#signal.aborted && this.#active.size < this.#jobs) {
      const ready = this.#schedule.ready();
      const [stage] = ready;
      if (stage === undefined) return;
      const threads = this.#threadsFor(stage, ready.slice(1));
      this.#schedule.set(stage.key, "running");
      const active = this.#execute(stage, threads).finally(() => this.#active.delete(active));
      this.#active.add(active);
    }
  }

  /**
   * Its share of the threads, beside as many as may run at once. Where those are done long before
   * it, it has all threads from the start: it cannot be given more later.
   */
  #threadsFor(stage: Stage, ready: readonly Stage[]): number {
    const beside = [...this.#schedule.in("running").map((key) => this.#stages.get(key)!), ...ready];
    const length = beside.reduce((sum, other) => sum + lengthOf(other), 0);
    const atOnce = length <= lengthOf(stage) / 2 ? 1 : Math.min(this.#jobs, beside.length + 1);
    return Math.max(1, Math.floor(this.#threads / atOnce));
  }

  async #execute(stage: Stage, threads: number): Promise<void> {
    try {
      // Another process may have run it since the plan was made.
      if (await this.options.store.has(stage)) return this.#end(stage, { status: "cached" });
      this.#emit({ type: "start", stage, threads });
      const inputs = Object.fromEntries(
        Object.entries(stage.inputs).map(([role, key]) => {
          return [role, { kind: this.#stages.get(key)!.kind, key }];
        }),
      );
      await this.executor.run({ stage, inputs, threads }, {
        onProgress: (progress) => this.#emit({ type: "progress", stage, progress }),
        onLog: (line) => this.#emit({ type: "log", stage, line }),
        onDamage: (damage) => this.#emit({ type: "damage", damage }),
        signal: this.#signal,
      });
      this.#end(stage, { status: "done" });
    } catch (error) {
      if (this.#signal.aborted) this.#end(stage, { status: "interrupted" });
      else if (!(error instanceof StageError)) this.#fatal.abort(error);
      else if (!await this.#runAgain(stage, error)) {
        this.#end(stage, { status: "failed", message: error.message, stack: error.stack });
      }
    }
  }

  /** Lets a stage wait for an input that was lost; false if that was not why it failed. */
  async #runAgain(stage: Stage, { missing }: StageError): Promise<boolean> {
    const again = this.#again.get(stage.key) ?? 0;
    if (missing === undefined || again === MAX_AGAIN) return false;
    this.#again.set(stage.key, again + 1);
    const state = this.#schedule.state(missing);
    if (state === "cached" || state === "done") await this.#need(missing);
    this.#schedule.set(stage.key, "waiting");
    this.#emit({ type: "again", stage });
    return true;
  }

  #end(stage: Stage, outcome: StageOutcome): void {
    this.#schedule.set(stage.key, outcome.status);
    this.#outcomes.set(stage.key, outcome);
    this.#emit({ type: "end", stage, outcome });
  }
}

/** A run in the ledger, while it runs and afterwards. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LEDGER } from "../../../benchmarks/ledger/ledger.ts";
import { RunRecorder } from "../../../benchmarks/ledger/recorder.ts";
import type { Stage } from "../../../benchmarks/stage.ts";
import { Store } from "../../../benchmarks/store.ts";
import { withFolder } from "../../e2e/command.ts";
import { namesIn } from "../../e2e/results_folder.ts";
import { ask, BAR, CELLS, commit, FACTS, LOST, SCRATCH, TRAINED } from "./example.ts";

const RUNS = "SELECT * FROM runs";
const CELL_STATES = "SELECT variant, status, error FROM cells ORDER BY variant";

function stageStates(store: Store) {
  return ask(store, "SELECT title, status, message FROM stages ORDER BY title")
    .map(({ title, status, message }) => [title, status, message]);
}

function cellStates(store: Store) {
  return ask(store, CELL_STATES).map(({ variant, status, error }) => [variant, status, error]);
}

async function withRecorder(
  body: (store: Store, recorder: RunRecorder, told: string[]) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const store = await Store.open(join(folder, "store"));
    const told: string[] = [];
    using recorder = new RunRecorder(store, FACTS, CELLS, (line) => told.push(line));
    await body(store, recorder, told);
  });
}

function end(
  stage: Stage,
  status: "done" | "failed" | "skipped" | "interrupted",
  message?: string,
) {
  return { type: "end", stage, outcome: { status, message } } as const;
}

Deno.test("RunRecorder notes a run as a whole when its first stage ends, and then every stage", () =>
  withRecorder(async (store, recorder, told) => {
    await commit(store, SCRATCH);
    recorder.onEvent({ type: "plan", cached: [SCRATCH], missing: [TRAINED, BAR, LOST] });
    recorder.onEvent({ type: "start", stage: TRAINED, threads: 1 });
    assert.deepEqual(await namesIn(store.dir), ["evaluate"]);

    await commit(store, TRAINED);
    recorder.onEvent(end(TRAINED, "done"));
    assert.deepEqual(stageStates(store), [
      ["toy bar", "waiting", null],
      ["toy lost", "waiting", null],
      ["toy scratch", "cached", null],
      ["toy trained", "done", null],
    ]);
    assert.deepEqual(cellStates(store), [
      ["bar", "unfinished", null],
      ["bi", "unfinished", null],
      ["s2s", "failed", "no questions"],
      ["scratch", "done", null],
    ]);
    assert.deepEqual(ask(store, RUNS), [{
      run: 1,
      started: "2026-01-02T03:04:05.678Z",
      seconds: null,
      status: "unfinished",
      spec: "toys",
      digest: "ab".repeat(32),
      engine: "onnx",
      device: "cpu",
      revision: "cd".repeat(20),
      dirty: 1,
      host: "here",
      out: join("out", "toys"),
    }]);

    await commit(store, BAR);
    recorder.onEvent(end(BAR, "done"));
    recorder.onEvent(end(LOST, "failed", "no memory"));
    assert.deepEqual(stageStates(store), [
      ["toy bar", "done", null],
      ["toy lost", "failed", "no memory"],
      ["toy scratch", "cached", null],
      ["toy trained", "done", null],
    ]);
    assert.deepEqual(cellStates(store), [
      ["bar", "done", null],
      ["bi", "failed", "no memory"],
      ["s2s", "failed", "no questions"],
      ["scratch", "done", null],
    ]);

    await recorder.end("failed", 12.5);
    assert.deepEqual(
      ask(store, "SELECT status, seconds FROM runs"),
      [{ status: "failed", seconds: 12.5 }],
    );
    assert.deepEqual(
      ask(store, "SELECT title FROM artifacts ORDER BY title").map(({ title }) => title),
      ["toy bar", "toy scratch", "toy trained"],
    );
    assert.deepEqual(told, []);
  }));

Deno.test("RunRecorder notes what interrupted a run and what was cached altogether", () =>
  withRecorder(async (store, recorder) => {
    for (const stage of [TRAINED, BAR, SCRATCH]) await commit(store, stage);
    recorder.onEvent({ type: "plan", cached: [BAR, SCRATCH], missing: [LOST] });
    recorder.onEvent(end(LOST, "interrupted"));
    assert.deepEqual(await namesIn(store.dir), ["evaluate", "finetune"]);
    await recorder.end("interrupted", 1);
    assert.deepEqual(cellStates(store), [
      ["bar", "done", null],
      ["bi", "unfinished", null],
      ["s2s", "failed", "no questions"],
      ["scratch", "done", null],
    ]);
    using cached = new RunRecorder(store, FACTS, CELLS.slice(0, 2), assert.fail);
    cached.onEvent({ type: "plan", cached: [BAR, SCRATCH], missing: [] });
    await cached.end("done", 0.5);
    assert.deepEqual(
      ask(store, "SELECT run, status FROM runs"),
      [{ run: 1, status: "interrupted" }, { run: 2, status: "done" }],
    );
    assert.deepEqual(
      ask(store, "SELECT variant, status FROM cells WHERE run = 2"),
      [{ variant: "bar", status: "done" }, { variant: "scratch", status: "done" }],
    );
  }));

Deno.test("RunRecorder keeps the artifact that was made last", () =>
  withRecorder(async (store, recorder) => {
    recorder.onEvent({ type: "plan", cached: [], missing: [BAR] });
    await commit(store, BAR, 0.25);
    await recorder.end("failed", 1);
    await Deno.remove(join(store.dir, "evaluate", BAR.key), { recursive: true });
    await commit(store, BAR, 0.75);
    using again = new RunRecorder(store, FACTS, CELLS, assert.fail);
    again.onEvent({ type: "plan", cached: [], missing: [BAR] });
    again.onEvent(end(BAR, "done"));
    await again.end("done", 1);
    const value = "SELECT value FROM metrics WHERE metric = 'accuracy'";
    assert.deepEqual(ask(store, value), [{ value: 0.75 }]);
  }));

Deno.test("RunRecorder says once that the ledger cannot be written, and goes on", () =>
  withRecorder(async (store, recorder, told) => {
    await Deno.mkdir(join(store.dir, LEDGER), { recursive: true });
    recorder.onEvent({ type: "plan", cached: [], missing: [BAR] });
    recorder.onEvent(end(BAR, "done"));
    recorder.onEvent(end(SCRATCH, "done"));
    await recorder.end("done", 1);
    assert.deepEqual(told, [
      `the run is not in the ledger of ${store.dir}: unable to open database file: ` +
      `${
        join(store.dir, LEDGER)
      }: results do not depend on it, "deno task results rebuild" makes it ` +
      "anew",
    ]);
  }));

/** What the ledger answers, and the ledger made anew. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Row } from "../../../benchmarks/ledger/ledger.ts";
import { LEDGER } from "../../../benchmarks/ledger/ledger.ts";
import { type LedgerQuery, queryLedger } from "../../../benchmarks/ledger/query.ts";
import { rebuildLedger } from "../../../benchmarks/ledger/rebuild.ts";
import { RunRecorder } from "../../../benchmarks/ledger/recorder.ts";
import { ledgerCsv, ledgerText } from "../../../benchmarks/ledger/text.ts";
import { Store } from "../../../benchmarks/store.ts";
import { captured } from "../../e2e/captured.ts";
import { withFolder } from "../../e2e/command.ts";
import { AA, cell, results } from "../../results/example.ts";
import { ask, BAR, CELLS, commit, FACTS, SCRATCH, TRAINED } from "./example.ts";

/** A store with three artifacts and two runs, the second of which was cached. */
async function withRuns(body: (store: Store) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const store = await Store.open(folder);
    const cells = CELLS.slice(0, 2);
    for (const [stage, accuracy] of [[TRAINED, 0], [BAR, 0.75], [SCRATCH, 0.5]] as const) {
      await commit(store, stage, accuracy);
    }
    for (const [i, started] of [FACTS.started, "2026-02-01T00:00:00.000Z"].entries()) {
      using recorder = new RunRecorder(store, { ...FACTS, started }, cells, assert.fail);
      const [cached, missing] = i === 0 ? [[], [TRAINED, BAR, SCRATCH]] : [[BAR, SCRATCH], []];
      recorder.onEvent({ type: "plan", cached: cached!, missing: missing! });
      for (const stage of missing!) {
        recorder.onEvent({ type: "end", stage, outcome: { status: "done" } });
      }
      await recorder.end("done", 100 - i);
    }
    await body(store);
  });
}

async function query(store: Store, query: LedgerQuery | string): Promise<Row[]> {
  return (await queryLedger(store, query, assert.fail)).map((row) => ({ ...row }));
}

Deno.test("queryLedger() lists runs, the latest first", () =>
  withRuns(async (store) => {
    const runs = await query(store, { list: "runs" });
    assert.equal(
      ledgerText(runs, "runs"),
      [
        "| run | started          | spec | status | cells | stages          | time  | engine   | revision  |",
        "| --- | ---------------- | ---- | ------ | ----- | --------------- | ----- | -------- | --------- |",
        "| 2   | 2026-02-01 00:00 | toys | done   | 2/2   | 0 run, 2 cached | 99 s  | onnx cpu | cdcdcdcd+ |",
        "| 1   | 2026-01-02 03:04 | toys | done   | 2/2   | 3 run, 0 cached | 2 min | onnx cpu | cdcdcdcd+ |",
      ].join("\n"),
    );
    for (const [since, numbers] of [["2026-02", [2]], ["2026-01-02T03:04:05", [2, 1]]] as const) {
      const found = await query(store, { list: "runs", since });
      assert.deepEqual(found.map(({ run }) => run), numbers);
    }
    assert.deepEqual((await query(store, { list: "runs", run: 1 })).map(({ run }) => run), [1]);
  }));

Deno.test("queryLedger() lists the cells that names match, each as of its latest run", () =>
  withRuns(async (store) => {
    const found = async (filter: Omit<LedgerQuery, "list">) => {
      const cells = await query(store, { list: "cells", ...filter });
      return cells.map(({ run, variant, metric, value }) => [run, variant, metric, value]);
    };
    const [bar, scratch] = [[2, "bar", "accuracy", 0.75], [2, "scratch", "accuracy", 0.5]];
    assert.deepEqual(await found({ metric: "accuracy" }), [bar, scratch]);
    assert.deepEqual(await found({ metric: "acc*cy", variant: "b*|x" }), [bar]);
    assert.deepEqual(await found({ metric: "acc?racy" }), []);
    assert.deepEqual(await found({ metric: "[a]ccuracy" }), []);
    assert.deepEqual(await found({ task: "retrieval" }), []);
    assert.deepEqual(await found({ variant: "scratch", run: 1 }), [
      [1, "scratch", "accuracy", 0.5],
      [1, "scratch", "accuracy_open", null],
    ]);
    const [cell] = await query(store, { list: "cells", metric: "accuracy", variant: "bar" });
    assert.deepEqual(cell, {
      ...{ run: 2, variant: "bar", task: "vqa", pretrain: "a", finetune: "a", test: "b", seed: 1 },
      ...{ status: "done", metric: "accuracy", value: 0.75, key: BAR.key, error: null },
    });
    assert.equal(
      ledgerText([cell!], "cells"),
      [
        "| run | variant | task | transfer | seed | status | metric   | value |",
        "| --- | ------- | ---- | -------- | ---- | ------ | -------- | ----- |",
        "| 2   | bar     | vqa  | a→a→b    | 1    | done   | accuracy | 75.0  |",
      ].join("\n"),
    );
  }));

Deno.test("queryLedger() lists stages with their throughput, without the first step", () =>
  withRuns(async (store) => {
    const stages = await query(store, { list: "stages" });
    const trained = stages.find(({ title }) => title === "toy trained")!;
    const { steps, examples_per_second, step_seconds, wait_share } = trained;
    assert.deepEqual([steps, examples_per_second, step_seconds, wait_share], [3, 10, 1, 0.25]);
    assert.match(ledgerText([trained], "stages"), / 3 +\| 10 +\| 1 +\| 25 +\| toy /);
  }));

Deno.test("queryLedger() knows what came into the store and what left it since", () =>
  withRuns(async (store) => {
    const titles = async () =>
      (await query(store, "SELECT title FROM artifacts ORDER BY 1"))
        .map(({ title }) => title);
    await Deno.remove(join(store.dir, "evaluate", BAR.key), { recursive: true });
    assert.deepEqual(await titles(), ["toy scratch", "toy trained"]);
    assert.deepEqual(await query(store, { list: "cells", metric: "*", variant: "bar" }), []);
    await commit(store, BAR);
    assert.deepEqual(await titles(), ["toy bar", "toy scratch", "toy trained"]);
  }));

Deno.test("queryLedger() reads and does not write", () =>
  withRuns(async (store) => {
    for (const sql of ["DELETE FROM runs", "CREATE TABLE x (y)", "PRAGMA user_version = 3"]) {
      await assert.rejects(query(store, sql), {
        name: "SyntaxError",
        message: "Cannot run the SQL statement: attempt to write a readonly database",
      });
    }
    await assert.rejects(query(store, "SELECT x"), {
      message: "Cannot run the SQL statement: no such column: x",
    });
    assert.equal((await query(store, { list: "runs" })).length, 2);
  }));

Deno.test("queryLedger() makes a ledger anew that is lost or damaged, of what is in the store", () =>
  withRuns(async (store) => {
    const all = "SELECT * FROM artifacts JOIN metrics USING (key) ORDER BY key, metric";
    const before = await query(store, all);
    assert.equal(before.length, 4);
    await Deno.remove(join(store.dir, LEDGER));
    assert.deepEqual(await query(store, all), before);
    await Deno.writeTextFile(join(store.dir, LEDGER), "not a database".repeat(1000));
    const told: string[] = [];
    const after = await queryLedger(store, all, (line) => told.push(line));
    assert.deepEqual(after.map((row) => ({ ...row })), before);
    assert.match(told.join(), /^the ledger \S+ is damaged, moved to \S+$/);
  }));

Deno.test("rebuildLedger() finds runs again in their results", () =>
  withRuns(async (store) => {
    const file = join(store.dir, "results.json");
    const bar = { ...cell("bar", AA, 1, { accuracy: 1 }), task: "vqa" };
    const done = { ...bar, stages: { ...bar.stages, evaluate: BAR.key } };
    const { metrics: _, ...rest } = cell("scratch", AA, 1, {});
    const failed = { ...rest, metrics: {}, status: "failed", error: "no memory" };
    const all = { ...results([]), cells: [done, failed] };
    await Deno.writeTextFile(file, JSON.stringify(all));
    const rebuilt = await rebuildLedger(store, [file]);
    assert.deepEqual({ ...rebuilt, movedTo: null }, { movedTo: null, artifacts: 3, runs: 1 });
    const { started, seconds, engine } = all.environment;
    assert.deepEqual(
      ask(store, "SELECT started, seconds, engine, status, out FROM runs"),
      [{ started, seconds, engine, status: "failed", out: store.dir }],
    );
    assert.deepEqual(
      ask(
        store,
        "SELECT variant, status, error, value FROM cells LEFT JOIN metrics USING (key) " +
          "ORDER BY variant, value DESC",
      ),
      [
        { variant: "bar", status: "done", error: null, value: 0.75 },
        { variant: "bar", status: "done", error: null, value: null },
        { variant: "scratch", status: "failed", error: "no memory", value: null },
      ],
    );

    await Deno.writeTextFile(file, "{}");
    await assert.rejects(rebuildLedger(store, [file]), SyntaxError);
    assert.equal(ask(store, "SELECT * FROM runs").length, 1);
  }));

Deno.test("ledgerCsv() has every column and digit", () => {
  assert.equal(ledgerCsv([]), "");
  assert.equal(ledgerCsv([{ a: 0.1, b: null }, { a: 'x "y",', b: 2 }]), 'a,b\n0.1,\n"x ""y"",",2');
});

Deno.test("results query prints tables, JSON and CSV, and refuses what does not fit", () =>
  withRuns(async (store) => {
    const ask = (...args: string[]) => captured("results", "query", "--store", store.dir, ...args);
    assert.match((await ask()).stdout, /^\| run .*\n.*\n\| 2 .*\n\| 1 .*\n$/);
    assert.match((await ask("--limit", "1")).stdout, /\n\| 2 .*\nand 1 more, see --limit\n$/);
    const json = await ask("--metric", "accuracy", "--json");
    assert.deepEqual(JSON.parse(json.stdout).map((row: Row) => row.value), [0.75, 0.5]);
    const csv = await ask("--sql", "SELECT spec, count(*) AS n FROM runs GROUP BY 1", "--csv");
    assert.equal(csv.stdout, "spec,n\ntoys,2\n");
    assert.equal((await ask("--metric", "wer")).stdout, "nothing found\n");
    for (
      const [args, line] of [
        [["runs", "--task", "vqa"], "Cannot use --task with the list of runs, leave it away"],
        [["--sql", "SELECT 1", "--run", "1"], "Cannot use --run with --sql, leave it away"],
        [["--csv", "--json"], "Cannot print both --json and --csv, choose one"],
        [
          ["--since", "yesterday"],
          "error: option '--since <time>' argument 'yesterday' is invalid.",
        ],
        [["models"], "error: command-argument value 'models' is invalid for argument 'list'."],
      ] as const
    ) {
      const { code, stderr } = await ask(...args);
      assert.equal(code, 2);
      assert.ok(stderr.startsWith(line), stderr);
    }
  }));

/** The whole line from a spec to tables, through the real command. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { allCells } from "../../results/results.ts";
import { loadReferences } from "../../results/references.ts";
import { tablesCsv } from "../../results/tables_csv.ts";
import { tablesHtml } from "../../results/tables_html.ts";
import { tablesLatex } from "../../results/tables_latex.ts";
import { tablesMarkdown } from "../../results/tables_markdown.ts";
import { Key } from "../../model/random.ts";
import { captured } from "./captured.ts";
import { Command, type Finished, withFolder } from "./command.ts";
import {
  artifactsOf,
  comparable,
  namesIn,
  resultsOf,
  trainingsOf,
  waitForWriters,
} from "./results_folder.ts";
import {
  BASELINES,
  EVALUATIONS,
  SEEDS,
  SmokeRun,
  STAGES,
  TASK_NAMES,
  type TaskName,
  TASKS,
  VARIANTS,
} from "./smoke_runs.ts";

/** The run that all others are compared with: from nothing, on all cores. */
let folder: string;
let reference: SmokeRun;
let finished: Finished;
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir({ prefix: "medvill-" });
  reference = new SmokeRun(folder);
  finished = await reference.run();
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** Another run left the same weights, predictions, results and tables. */
async function expectSame(run: SmokeRun): Promise<void> {
  assert.deepEqual(await artifactsOf(run.store), await artifactsOf(reference.store));
  assert.deepEqual(await comparable(run.out), await comparable(reference.out));
  assert.deepEqual(await untimed(run.out), await untimed(reference.out));
}

/** What the event files of a run hold that no clock says. */
async function untimed(out: string): Promise<unknown> {
  return Object.entries(await trainingsOf(out)).map(([name, events]) => [
    name,
    events.map(({ step, scalars }) => {
      const kept = Object.entries(scalars).filter(([tag]) => !tag.startsWith("throughput/"));
      return [step, Object.fromEntries(kept)];
    }),
  ]);
}

Deno.test("reproduce writes results, tables and a prediction per test example", async () => {
  const { code, stdout, stderr } = finished;
  assert.deepEqual([code, stderr], [0, ""]);
  const results = await resultsOf(reference.out);
  assert.ok(stdout.endsWith(
    `${STAGES} of ${STAGES} stages done (0 cached)\n${
      tablesMarkdown(results)
    }\nResults, tables and predictions are in ${reference.out}/\n`,
  ));
  const files = await comparable(reference.out);
  const { references } = await loadReferences();
  assert.equal(files["tables.md"], tablesMarkdown(results, { references }));
  assert.equal(files["tables.tex"], tablesLatex(results, { references }));
  assert.equal(files["tables.csv"], tablesCsv(results, references));
  assert.equal(files["tables.html"], tablesHtml(results, { references }));

  const artifacts = await artifactsOf(reference.store);
  // The stages, and a comparison of every task.
  assert.equal(Object.keys(artifacts).length, STAGES + TASK_NAMES.length);
  const cells = allCells(results).map(({ variant, task, seed, status, stages }) => {
    const found = Object.entries(stages).map(([kind, key]) => {
      return key === null ? null : `${kind}/${key}` in artifacts;
    });
    return [variant, task, seed, status, ...found];
  });
  const seeded = <T>(of: (seed: number) => T) => SEEDS.map(of);
  assert.deepEqual(cells, [
    ...TASK_NAMES.flatMap((task) =>
      seeded((seed) => ["bar", task, seed, "done", true, true, true])
    ),
    ...TASK_NAMES.flatMap((task) =>
      seeded((seed) => ["scratch", task, seed, "done", null, true, true])
    ),
    ...TASK_NAMES.flatMap((task, i) =>
      seeded((seed) => [BASELINES[i], task, seed, "done", null, null, null])
    ),
  ]);

  const [prepared] = Object.entries(artifacts).flatMap(([artifact, files]) => {
    return "examples.jsonl" in (files as object) ? [artifact] : [];
  });
  const examples = await Deno.readTextFile(join(reference.store, prepared!, "examples.jsonl"));
  const expected = predicted(jsonLines(examples).filter(({ split }) => split === "test"));
  const names: string[] = [];
  for (const variant of VARIANTS) {
    for (const task of TASK_NAMES) {
      for (const seed of SEEDS) {
        const name = `${variant}.${task}.site-a.site-a.site-a.${seed}.jsonl`;
        const predictions = jsonLines(files[name]!);
        assert.deepEqual(predictions.map(({ id }) => id), expected[task]);
        for (const prediction of predictions) {
          assert.deepEqual(Object.keys(prediction), TASKS[task]);
        }
        names.push(name);
      }
    }
  }
  assert.deepEqual(await namesIn(join(reference.out, "predictions")), names.sort());
});

Deno.test("results verify finds no difference in what reproduce wrote", async () => {
  const { out, store } = reference;
  const { code, stdout } = await captured("results", "verify", out, "--store", store);
  assert.match(stdout, /made again, no difference\n$/);
  assert.equal(code, 0);
});

/** The ids of the predictions of every task, from the examples of the test split. */
function predicted(test: Record<string, unknown>[]): Record<TaskName, unknown[]> {
  assert.ok(test.length > 8);
  const studies = test.map(({ id }) => id);
  const ranked = Array.from({ length: 8 }, (_, i) => studies[Math.floor(i * studies.length / 8)]);
  return {
    classification: studies,
    retrieval: ["i2t", "t2i"].flatMap((way) => ranked.map((id) => `${way}-${id}`)),
    vqa: test.flatMap(({ questions }) => (questions as { id: string }[]).map(({ id }) => id)),
    "report-generation": studies,
  };
}

function jsonLines(text: string): Record<string, unknown>[] {
  assert.ok(text.endsWith("\n"));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** What a run prints that asks for evaluations which are all there. */
const CACHED = `[${EVALUATIONS}/${EVALUATIONS}] ${EVALUATIONS} stages: ${EVALUATIONS} cached, ` +
  `0 to run\n${EVALUATIONS} of ${EVALUATIONS} stages done (${EVALUATIONS} cached)\n`;

Deno.test("reproduce leaves an event file of every training", async () => {
  const trainings = await trainingsOf(reference.out);
  assert.equal(Object.keys(trainings).length, 1 + SEEDS.length + EVALUATIONS);
  const [step] = trainings["finetune-vqa-on-site-a-from-scratch-seed-1"]!;
  assert.deepEqual(Object.keys(step!.scalars), [
    "train/loss",
    "train/learningRate",
    "throughput/examplesPerSecond",
    "throughput/stepSeconds",
    "throughput/waitShare",
  ]);
});

Deno.test("reproduce notes the run in the ledger, and what is rebuilt is the same", async () => {
  const ask = async (sql: string) =>
    JSON.parse(
      (await captured("results", "query", "--store", reference.store, "--json", "--sql", sql))
        .stdout,
    );
  const tables = ["artifacts", "metrics", "runs", "cells"];
  // One after the other: what is captured is the console of this process.
  const dump = async () => {
    const rows: unknown[][] = [];
    for (const table of tables) rows.push(await ask(`SELECT * FROM ${table} ORDER BY 1, 2, 3`));
    return rows;
  };
  const before = await dump();
  assert.deepEqual(before.map((rows) => rows.length > 0), [true, true, true, true]);
  const counts = "SELECT status, count(*) AS n FROM";
  assert.deepEqual(await ask(`${counts} runs GROUP BY 1`), [{ status: "done", n: 1 }]);
  assert.deepEqual(await ask(`${counts} cells GROUP BY 1`), [{ status: "done", n: EVALUATIONS }]);
  assert.deepEqual(await ask(`${counts} stages GROUP BY 1`), [{ status: "done", n: STAGES }]);
  const { metrics, stages } = (await resultsOf(reference.out)).cells[0]!;
  const rows = await ask(`SELECT metric, value FROM metrics WHERE key = '${stages.evaluate}'`);
  const noted = rows.map(({ metric, value }: Record<string, unknown>) => [metric, value]);
  assert.deepEqual(Object.fromEntries(noted), metrics);

  const results = join(reference.out, "results.json");
  const rebuilt = await captured("results", "rebuild", results, "--store", reference.store);
  assert.equal(rebuilt.code, 0);
  assert.deepEqual(await dump(), before);
});

Deno.test("reproduce runs without a ledger where none can be", async () => {
  const ledger = join(reference.store, "ledger.sqlite");
  await Deno.rename(ledger, `${ledger}.kept`);
  await Deno.mkdir(ledger);
  try {
    const { code, stdout, stderr } = await reference.run();
    assert.deepEqual([code, stderr], [0, ""]);
    const [plan, line, summary] = stdout.split("\n");
    assert.equal(`${plan}\n${summary}\n`, CACHED);
    assert.match(
      line!,
      /^\[\d+\/\d+\] the run is not in the ledger of .*: unable to open database file/,
    );
  } finally {
    await Deno.remove(ledger);
    await Deno.rename(`${ledger}.kept`, ledger);
  }
});

Deno.test("reproduce starts no worker where everything is in the store", async () => {
  const before = await comparable(reference.out);
  // Where `deno` is not on PATH, no worker can be started.
  const env = { PATH: "/nowhere" };
  await using cached = reference.start(env);
  const { code, stdout } = await cached.finish();
  assert.equal(code, 0);
  assert.ok(stdout.startsWith(
    `${CACHED}# smoke\n`,
  ));
  assert.deepEqual(await comparable(reference.out), before);
  await withFolder(async (folder) => {
    const run = new SmokeRun(folder);
    await using missing = run.start(env);
    const { code, stdout, stderr } = await missing.finish();
    assert.equal(code, 1);
    assert.ok(stdout.startsWith(`[0/${STAGES}] ${STAGES} stages: 0 cached, ${STAGES} to run\n`));
    assert.ok(stderr.endsWith(
      "Cannot start a worker: deno is not on PATH, add the folder it lies in to PATH\n",
    ));
    assert.deepEqual(await namesIn(folder), []);
  });
});

Deno.test("reproduce --json prints results.json on stdout and all else on stderr", async () => {
  const { code, stdout, stderr } = await reference.run("--json");
  assert.equal(code, 0);
  assert.equal(stdout, await Deno.readTextFile(join(reference.out, "results.json")));
  assert.equal(stderr, CACHED);
});

Deno.test("plan names the fields that made stages miss", async () => {
  const args = [...reference.args.slice(0, 5), "--json"];
  const cached = JSON.parse((await captured("plan", ...args)).stdout);
  assert.deepEqual(Object.keys(cached), ["cells", "stages"]);
  assert.equal(cached.stages.length, STAGES);
  for (const { status } of cached.stages) assert.equal(status, "cached");

  const changed = [...args, "--set", "pretrain.maskRate=0.2", "--why", "--only", "seed=1"];
  const { code, stdout, stderr } = await captured("plan", ...changed);
  assert.deepEqual([code, stderr], [0, ""]);
  const why = JSON.parse(stdout).stages.flatMap(
    ({ status, title, why }: { status: string; title: string; why: { differences: string[] } }) =>
      status === "missing" ? [[title, why.differences]] : [],
  );
  const pretrain = "pretrain bar on site-a, seed 1";
  assert.deepEqual(why, [
    [pretrain, ["config.maskRate: 0.15 → 0.2"]],
    ...TASK_NAMES.flatMap((task) => {
      const finetune = `finetune ${task} on site-a from bar on site-a, seed 1`;
      return [
        [finetune, [`inputs.pretrain (${pretrain})`]],
        [
          `evaluate ${task} on site-a, finetuned on site-a from bar on site-a, seed 1`,
          [`inputs.finetune (${finetune})`],
        ],
      ];
    }),
  ]);
});

Deno.test("reproduce gives the same bytes with one job in another store", () =>
  withFolder(async (folder) => {
    const run = new SmokeRun(folder);
    assert.equal((await run.run("--jobs", "1")).code, 0);
    await expectSame(run);
  }));

Deno.test("reproduce gives the same bytes after five kills", () =>
  withFolder(async (folder) => {
    const run = new SmokeRun(folder);
    const moments = Key.of(1).fold("kills").stream();
    for (let kill = 0; kill < 5; kill++) {
      await using command = run.start();
      // A whole run prints two lines per stage. These are 44 of 76, as a slow machine's killed workers
      // may each finish a stage: the run would end before the last kill.
      for (let line = moments.int(16); line >= 0; line--) await command.lines.next();
      // `kill -9` of the main process, or the end of the whole terminal.
      if (moments.int(2) === 0) command.kill("SIGKILL");
      else command.killGroup("SIGKILL");
      assert.equal((await command.finish()).signal, "SIGKILL");
      // Started again at once, beside workers that may not have noticed.
    }
    assert.equal((await run.run()).code, 0);
    await waitForWriters(run.store);
    await expectSame(run);
    const runs = await captured("results", "query", "--store", run.store, "--csv");
    const [, last, ...killed] = runs.stdout.trimEnd().split("\n").map((line) => line.split(",")[3]);
    assert.equal(last, "done");
    for (const status of killed) assert.equal(status, "unfinished");
    assert.deepEqual(
      await namesIn(run.store),
      ["compare", "evaluate", "finetune", "ledger.sqlite", "prepare", "pretrain"],
    );
  }));

Deno.test("reproduce does not leave a worker at work when it is killed", () =>
  withFolder(async (folder) => {
    const run = new SmokeRun(folder);
    {
      await using command = run.start();
      await command.until("done: prepare dataset");
      command.kill("SIGKILL");
      assert.equal((await command.finish()).signal, "SIGKILL");
      await waitForWriters(run.store);
    }
    // The trunk takes seconds: a worker that had gone on would have finished it.
    const made = Object.values(await artifactsOf(run.store)).flatMap((files) => {
      return Object.keys(files as object);
    });
    assert.ok(made.includes("examples.jsonl"));
    assert.ok(!made.includes("trunk.safetensors"));
  }));

Deno.test("reproduce says how to go on after Ctrl-C and goes on", () =>
  withFolder(async (folder) => {
    const run = new SmokeRun(folder);
    await using command = Command.task("reproduce", run.args);
    await command.until("done: prepare dataset");
    command.killGroup("SIGINT");
    const { code, stdout, stderr } = await command.finish();
    assert.equal(code, 130);
    assert.equal(
      stderr,
      "Interrupted. The same command goes on from the stages that are done.\n",
    );
    const [, done, interrupted] = stdout.match(
      /^(\d+) of \d+ stages done \(0 cached\), (\d+) interrupted\n$/m,
    )!;
    assert.equal(Number(done) + Number(interrupted), STAGES);
    assert.deepEqual(await namesIn(folder), ["store"]);
    const artifacts = Object.keys(await artifactsOf(run.store));
    assert.equal(artifacts.length, Number(done));
    // Nothing else is left, and the next run finds what is done.
    assert.deepEqual(
      (await namesIn(join(run.store, "prepare"))).map((name) => `prepare/${name}`),
      artifacts,
    );
    const plan = await captured("plan", ...run.args.slice(0, 5), "--json");
    const cached = JSON.parse(plan.stdout).stages.filter(
      ({ status }: { status: string }) => status === "cached",
    );
    assert.equal(cached.length, Number(done));
  }));

Deno.test("reproduce ends quietly when nobody reads what it prints", () =>
  withFolder(async (folder) => {
    const run = new SmokeRun(folder);
    await using command = run.start();
    await command.until("start: ");
    await command.lines.return(undefined); // closes the pipe
    const { code, signal, stderr } = await command.finish();
    assert.deepEqual([code, signal], [130, null]);
    assert.equal(
      stderr,
      "Interrupted. The same command goes on from the stages that are done.\n",
    );
    await waitForWriters(run.store);
    assert.deepEqual(await namesIn(folder), ["store"]);
  }));

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { compare } from "../../benchmarks/compare.ts";
import { collectRecords, exhibitsOf } from "../../benchmarks/collect_records.ts";
import { writeReport } from "../../benchmarks/report.ts";
import { type Stage, type StageInputs, stageKey } from "../../benchmarks/stage.ts";
import { Store } from "../../benchmarks/store.ts";
import { verifyResults } from "../../benchmarks/verify.ts";
import type { Results } from "../../results/results.ts";
import { taskOf } from "../../tasks/registry.ts";
import { captured } from "../e2e/captured.ts";
import { withFolder } from "../e2e/command.ts";
import { AA, cell, results } from "../results/example.ts";

const LINES = [
  { id: "a", scores: [0.9], targets: [1] },
  { id: "b", scores: [0.2], targets: [0] },
  { id: "c", scores: [0.7], targets: [0] },
];
const SCORING = {
  task: "classification",
  labels: ["Edema"],
  thresholds: [0.5],
  undefinedAuroc: "null",
};
const TEXT = LINES.map((line) => JSON.stringify(line) + "\n").join("");
const NAME = "bar.classification.site-a.site-a.site-a.1.jsonl";

const EXHIBITS = {
  labelNames: ["Edema"],
  grid: 1,
  examples: [{
    id: "a",
    image: "data:,",
    generated: "Edema.",
    reference: "Edema.",
    labels: { generated: [1], reference: [1] },
    maps: [],
  }],
};

/** A run's folder and its store, with one cell whose stages left a log and exhibits. */
async function written(out: string): Promise<Store> {
  const store = await Store.open(join(out, "store"));
  const stage = (inputs: StageInputs): Stage => ({
    ...inputs,
    key: stageKey(inputs),
    title: `${inputs.kind} ${inputs.step}`,
  });
  const shared = { step: "classification", version: 1, config: {} };
  const finetune = stage({ kind: "finetune", ...shared, inputs: {} });
  const evaluate = stage({ kind: "evaluate", ...shared, inputs: { model: finetune.key } });
  await store.commit(finetune, (dir) => Deno.writeTextFile(join(dir, "log.jsonl"), LOG));
  const artifact = await store.commit(
    evaluate,
    (dir) => Deno.writeTextFile(join(dir, "exhibits.json"), JSON.stringify(EXHIBITS)),
  );
  const bytes = new TextEncoder().encode(TEXT);
  const metrics = taskOf("classification").score(LINES, SCORING);
  const done = {
    ...cell("bar", AA, 1, metrics) as Results["cells"][number],
    scoring: SCORING,
    predictions: createHash("sha256").update(bytes).digest("hex"),
    stages: { pretrain: null, finetune: finetune.key, evaluate: evaluate.key },
  };
  const comparisons = await compare([{ cell: done, predictions: LINES }]);
  const all = { ...results([]), cells: [done], comparisons };
  await writeReport({
    results: all,
    predictions: new Map([[done, bytes]]),
    exhibits: new Map([[done, exhibitsOf(done, artifact)!]]),
    records: await collectRecords(all.cells, store),
  }, out);
  return store;
}

const LOG = [{ step: 0, epoch: 0, loss: 2 }, { step: 1, epoch: 0, loss: 1 }]
  .map((line) => JSON.stringify(line) + "\n").join("");

/** What does not match, by file. */
async function differences(out: string, store = join(out, "store")): Promise<[string, string][]> {
  const { differences } = await verifyResults(out, store);
  return differences.map(({ file, problem }) => [file, problem]);
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}

Deno.test("verifyResults() finds no difference in what was written", () =>
  withFolder(async (out) => {
    const { dir } = await written(out);
    const verification = await verifyResults(out, dir);
    const { differences, missing, cells, metrics, comparisons, files } = verification;
    assert.deepEqual([differences, missing, comparisons], [[], [], 4]);
    // Tables, page, JSON and HTML of exhibits; SVG and PNG of four figures.
    assert.deepEqual([cells, files], [1, 5 + 2 + 8]);
    assert.ok(metrics > 5, `${metrics} metrics`);
    const { code, stdout } = await captured("results", "verify", out, "--store", dir);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `${out}: 1 cell, ${metrics} metrics, 4 comparisons and 15 files made again, no difference\n`,
    );
  }));

Deno.test("verifyResults() names predictions that were changed, and the metrics they no longer give", () =>
  withFolder(async (out) => {
    await written(out);
    const name = `predictions/${NAME}`;
    const file = join(out, name);
    await edit(file, (text) => text.replace("0.9", "0.1"));
    const found = await differences(out);
    // The figure is drawn from them.
    assert.deepEqual(
      new Set(found.map(([file]) => file)),
      new Set([name, "figures/calibration.svg", "figures/calibration.png"]),
    );
    const problems = found.map(([, problem]) => problem);
    assert.equal(problems[0], "it was changed: its digest is not the one in results.json");
    assert.ok(
      problems.includes("auroc_micro is 1 in results.json, but 0 by the predictions"),
      problems.join("\n"),
    );

    // A change that moves no metric is found too.
    await Deno.writeTextFile(file, TEXT.replace("0.9", "0.90"));
    assert.deepEqual(await differences(out), [
      [name, "it was changed: its digest is not the one in results.json"],
    ]);
    await Deno.writeTextFile(file, TEXT + "{");
    assert.match((await differences(out))[1]![1], /line 4 is not JSON/);
    await Deno.remove(file);
    assert.deepEqual((await differences(out))[0], [name, "it is missing"]);
  }));

const TEXTS = [
  ...["tables.md", "tables.tex", "tables.csv", "tables.html", "index.html"],
  ...["json", "html"].map((kind) => `qualitative/${NAME.replace("jsonl", kind)}`),
  ...["masks", "heat-map", "learning-curves", "calibration"].map((name) => `figures/${name}.svg`),
];

Deno.test("verifyResults() names tables, pages, exhibits and drawings that were changed", () =>
  withFolder(async (out) => {
    const { dir } = await written(out);
    for (const name of TEXTS) {
      const file = join(out, name);
      const before = await Deno.readTextFile(file);
      const middle = before.length / 2;
      await Deno.writeTextFile(file, `${before.slice(0, middle)}9${before.slice(middle)}`);
      const { code, stdout } = await captured("results", "verify", out, "--store", dir);
      assert.equal(code, 1);
      assert.match(stdout, new RegExp(`^${name}: line \\d+ is not as it is made again\n.*\n$`));
      await Deno.writeTextFile(file, before + "more\n");
      assert.deepEqual((await differences(out)).map(([file]) => file), [name]);
      await Deno.remove(file);
      assert.deepEqual(await differences(out), [[name, "it is missing"]]);
      await Deno.writeTextFile(file, before);
    }
    assert.deepEqual(await differences(out), []);
  }));

Deno.test("verifyResults() names pictures that were changed or drawn from something else", () =>
  withFolder(async (out) => {
    await written(out);
    const [masks, heatMap] = ["masks", "heat-map"].map((name) =>
      join(out, "figures", `${name}.png`)
    );
    const before = await Deno.readFile(masks!);
    await Deno.copyFile(heatMap!, masks!);
    assert.deepEqual(await differences(out), [
      ["figures/masks.png", "it was changed: its digest is not the one in SHA256SUMS"],
    ]);
    await Deno.remove(masks!);
    assert.deepEqual(await differences(out), [["figures/masks.png", "it is missing"]]);
    await Deno.writeFile(masks!, before);
    const sums = join(out, "figures", "SHA256SUMS");
    await edit(sums, (text) => text.replace(/^.* {2}masks.svg\n/m, ""));
    assert.deepEqual(await differences(out), [
      ["figures/masks.png", "it is not drawn from masks.svg"],
    ]);
  }));

Deno.test("verifyResults() names files of no cell, and figures without data", () =>
  withFolder(async (out) => {
    await written(out);
    const stray = NAME.replace("1.jsonl", "2.jsonl");
    await Deno.writeTextFile(join(out, "predictions", stray), TEXT);
    await Deno.writeTextFile(join(out, "qualitative", NAME.replace("1.jsonl", "2.html")), "");
    await Deno.writeTextFile(join(out, "figures", "transfer.svg"), "");
    await Deno.writeTextFile(join(out, "figures", "mine.svg"), "");
    assert.deepEqual(await differences(out), [
      [`predictions/${stray}`, "no cell of results.json is done"],
      [
        `qualitative/${NAME.replace("1.jsonl", "2.html")}`,
        "no evaluation in the store has it",
      ],
      ["figures/transfer.svg", "there is no data for it"],
    ]);
  }));

Deno.test("verifyResults() says that the store is another, and names what is damaged in it", () =>
  withFolder(async (out) => {
    const { dir } = await written(out);
    const other = join(out, "other");
    const { differences: found, missing } = await verifyResults(out, other);
    assert.equal(missing.length, 2);
    assert.deepEqual(found.map(({ file }) => file), [
      "index.html",
      ...["html", "json"].map((kind) => `qualitative/${NAME.replace("jsonl", kind)}`),
      "figures/learning-curves.png",
      "figures/learning-curves.svg",
    ]);
    const { code, stdout } = await captured("results", "verify", out, "--store", other);
    assert.equal(code, 1);
    assert.ok(
      stdout.endsWith(`\n2 stages not in ${other}: name the run's store with --store\n`),
      stdout,
    );
    const [key] = await Array.fromAsync(Deno.readDir(join(dir, "finetune")), ({ name }) => name);
    await edit(join(dir, "finetune", key!, "log.jsonl"), (text) => text.replace("2", "3"));
    assert.deepEqual((await differences(out))[0], [
      join(dir, "finetune", key!),
      "log.jsonl was changed",
    ]);
  }));

Deno.test("results verify refuses a folder without results", () =>
  withFolder(async (out) => {
    for (const dir of [out, join(out, "nowhere"), "deno.json"]) {
      assert.deepEqual(await captured("results", "verify", dir), {
        code: 2,
        signal: null,
        stdout: "",
        stderr: `Cannot read ${dir}/results.json: no such file, name the folder of a run\n`,
      });
    }
    await Deno.writeTextFile(join(out, "results.json"), "{}");
    const { code, stderr } = await captured("results", "verify", out);
    assert.deepEqual([code, stderr.split(": ")[0]], [2, `Cannot read ${out}/results.json`]);
  }));

Deno.test("verifyResults() names comparisons that are not what the predictions give", () =>
  withFolder(async (out) => {
    const { dir } = await written(out);
    const source = join(out, "results.json");
    const before = await Deno.readTextFile(source);
    const change = async (edit: (results: Results) => void) => {
      const results = JSON.parse(before);
      edit(results);
      await Deno.writeTextFile(source, JSON.stringify(results, null, 2) + "\n");
      return (await differences(out)).flatMap(([file, problem]) => {
        return file === "results.json" ? [problem] : [];
      });
    };
    const place = "of classification, site-a→site-a→site-a is not what the predictions give";
    assert.deepEqual(await change(() => {}), []);
    assert.deepEqual(
      await change(({ comparisons }) => {
        comparisons![2]!.rows[0]!.interval!.low += 1e-9;
      }),
      [`the comparison of f1_micro ${place}`],
    );
    assert.deepEqual(
      await change((results) => {
        results.comparisons = results.comparisons!.slice(1);
      }),
      [`the comparison of auroc_micro ${place}`],
    );
    assert.deepEqual(
      await change(({ comparisons }) => {
        comparisons!.push({ ...comparisons![0]!, metric: "auprc_micro" });
      }),
      [`the comparison of auprc_micro ${place}`],
    );
    // Of changed predictions nothing is compared: the file is the difference.
    await edit(join(out, "predictions", NAME), (text) => text.replace("0.9", "0.91"));
    assert.deepEqual(await change(() => {}), []);
    assert.equal((await verifyResults(out, dir)).comparisons, 0);
  }));

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { compare } from "../../benchmarks/compare.ts";
import { writeReport } from "../../benchmarks/report.ts";
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

/** The report of one cell, written to a folder. */
async function written(out: string): Promise<void> {
  const bytes = new TextEncoder().encode(TEXT);
  const metrics = taskOf("classification").score(LINES, SCORING);
  const done = {
    ...cell("bar", AA, 1, metrics) as Results["cells"][number],
    scoring: SCORING,
    predictions: createHash("sha256").update(bytes).digest("hex"),
  };
  const comparisons = await compare([{ cell: done, predictions: LINES }]);
  const all = { ...results([]), cells: [done], comparisons };
  const predictions = new Map([[done, bytes]]);
  await writeReport({ results: all, predictions, exhibits: new Map(), records: new Map() }, out);
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}

Deno.test("verifyResults() finds no difference in what was written", () =>
  withFolder(async (out) => {
    await written(out);
    const { differences, cells, metrics, comparisons, tables } = await verifyResults(out);
    assert.deepEqual(differences, []);
    assert.deepEqual([cells, comparisons, tables], [1, 4, 4]);
    assert.ok(metrics > 5, `${metrics} metrics`);
    const { code, stdout } = await captured("results", "verify", out);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `${metrics} metrics of 1 cells, 4 comparisons and 4 tables of ${out} computed again: ` +
        "no difference\n",
    );
  }));

Deno.test("verifyResults() names predictions that were changed, and the metrics they no longer give", () =>
  withFolder(async (out) => {
    await written(out);
    const file = join(out, "predictions", NAME);
    await edit(file, (text) => text.replace("0.9", "0.1"));
    const { differences } = await verifyResults(out);
    assert.deepEqual(
      new Set(differences.map(({ file }) => file)),
      new Set([`predictions/${NAME}`]),
    );
    const problems = differences.map(({ problem }) => problem);
    assert.equal(problems[0], "it was changed: its digest is not the one in results.json");
    assert.ok(
      problems.includes("auroc_micro is 1 in results.json, but 0 by the predictions"),
      problems.join("\n"),
    );

    // A change that moves no metric is found too.
    await Deno.writeTextFile(file, TEXT.replace("0.9", "0.91"));
    assert.ok((await verifyResults(out)).differences.length >= 1);
    await Deno.writeTextFile(file, TEXT + "{");
    assert.match((await verifyResults(out)).differences[1]!.problem, /line 4 is not JSON/);
    await Deno.remove(file);
    assert.deepEqual((await verifyResults(out)).differences, [
      { file: `predictions/${NAME}`, problem: "it is missing" },
    ]);
  }));

Deno.test("verifyResults() names tables that were changed, and predictions of no cell", () =>
  withFolder(async (out) => {
    await written(out);
    for (const name of ["tables.md", "tables.tex", "tables.csv", "tables.html"]) {
      const before = await Deno.readTextFile(join(out, name));
      await edit(join(out, name), (text) => text.replace("1.000", "1.001").replace(",1,", ",2,"));
      const { differences } = await verifyResults(out);
      assert.deepEqual(differences.map(({ file }) => file), [name]);
      const { code, stdout } = await captured("results", "verify", out);
      assert.equal(code, 1);
      assert.match(stdout, new RegExp(`^${name}: line \\d+ is not what results.json gives\n`));
      await Deno.writeTextFile(join(out, name), before + "more\n");
      assert.deepEqual((await verifyResults(out)).differences.length, 1);
      await Deno.writeTextFile(join(out, name), before);
    }
    const stray = NAME.replace("1.jsonl", "2.jsonl");
    await Deno.writeTextFile(join(out, "predictions", stray), TEXT);
    assert.deepEqual((await verifyResults(out)).differences, [
      { file: `predictions/${stray}`, problem: "no cell of results.json is done" },
    ]);
  }));

Deno.test("verifyResults() names comparisons that are not what the predictions give", () =>
  withFolder(async (out) => {
    await written(out);
    const source = join(out, "results.json");
    const before = await Deno.readTextFile(source);
    const change = async (edit: (results: Results) => void) => {
      const results = JSON.parse(before);
      edit(results);
      await Deno.writeTextFile(source, JSON.stringify(results, null, 2) + "\n");
      const { differences } = await verifyResults(out);
      return differences.filter(({ file }) => file === "results.json").map(({ problem }) =>
        problem
      );
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
    assert.equal((await verifyResults(out)).comparisons, 0);
  }));

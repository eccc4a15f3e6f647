import assert from "node:assert/strict";
import { mergeResults } from "../../results/leaderboard.ts";
import { leaderboardMarkdown } from "../../results/leaderboard_markdown.ts";
import type { Results } from "../../results/results.ts";
import { AA, AB, cell, results } from "./example.ts";

/** A run on site-a of some patients, evaluated by some version of the code. */
function run(values: Record<"bar" | "bi", number>, patients = 60, version = 1): Results {
  const evaluation = { task: "classification", version, config: {} };
  const cells = (["bar", "bi"] as const).map((variant) => ({
    ...cell(variant, AA, 1, { auroc_micro: values[variant] }),
    evaluation,
  }));
  const chance = { ...cell("prevalence", AA, 1, { auroc_micro: 0.99 }), evaluation };
  const identity = { config: { patients } };
  return {
    ...results([...cells, chance]),
    datasets: { "site-a": { digest: `${patients}`.padStart(64, "0"), identity, splits: {} } },
  };
}

const ONE = { source: "one.json", results: run({ bar: 0.8, bi: 0.7 }) };
const TWO = { source: "two.json", results: run({ bar: 0.7, bi: 0.9 }) };
const EXTERNAL = {
  name: "Theirs",
  task: "classification",
  test: "mimic-cxr",
  metrics: { auroc_micro: 0.95 },
  how: "paper" as const,
  source: "page 7",
};

Deno.test("mergeResults() ranks comparable rows of several files, without baselines", () => {
  const { groups } = mergeResults([ONE, TWO]);
  assert.equal(groups.length, 1);
  assert.deepEqual(groups[0]!.apart, []);
  assert.deepEqual(
    groups[0]!.rows.map(({ source, variant, ranks }) => [source, variant, ranks.auroc_micro]),
    [
      ["one.json", "bar", 2],
      ["one.json", "bi", 3],
      ["one.json", "prevalence", undefined],
      ["two.json", "bar", 3],
      ["two.json", "bi", 1],
      ["two.json", "prevalence", undefined],
    ],
  );
});

Deno.test("mergeResults() shows rows of other data or metrics apart and says why", () => {
  const data = { source: "data.json", results: run({ bar: 0.99, bi: 0.98 }, 80) };
  const metric = { source: "metric.json", results: run({ bar: 0.99, bi: 0.98 }, 60, 2) };
  const { groups } = mergeResults([ONE, data, metric, TWO]);
  assert.deepEqual(groups.map(({ apart, rows }) => [apart, new Set(rows.map((r) => r.source))]), [
    [[], new Set(["one.json", "two.json"])],
    [["data of site-a differ (config.patients: 60 → 80)"], new Set(["data.json"])],
    [["metrics differ (version: 1 → 2)"], new Set(["metric.json"])],
  ]);
  assert.equal(groups[1]!.rows[0]!.ranks.auroc_micro, 1);
});

Deno.test("mergeResults() ranks the lower first where that is better, and keeps transfers apart", () => {
  const perplexity = (variant: "bar" | "bi", value: number | string, transfer = AA) => {
    return cell(variant, transfer, 1, typeof value === "string" ? value : { perplexity: value });
  };
  const cells = [perplexity("bar", 5), perplexity("bi", 4), perplexity("bi", 3, AB)];
  const { groups } = mergeResults([
    { source: "r.json", results: results([...cells, perplexity("bar", "failed", AB)]) },
  ]);
  assert.deepEqual(
    groups.map(({ rows }) => rows.map(({ variant, ranks }) => [variant, ranks.perplexity])),
    [[["bar", 2], ["bi", 1]], [["bi", 1]]],
  );
});

Deno.test("leaderboardMarkdown() shows ranks, reasons and external rows with their sources", () => {
  const data = { source: "data.json", results: run({ bar: 0.99, bi: 0.98 }, 80) };
  const text = leaderboardMarkdown(
    mergeResults([ONE, data], [EXTERNAL, { ...EXTERNAL, task: "vqa", name: "Other" }]),
  );
  assert.match(text, /\| bar +\| +\.800 \(1\) \| 1 +\| onnx cpu \| demo 01234567 \| one\.json/);
  assert.match(text, /\| prevalence \(chance\) \| +\.990 \| /);
  assert.match(
    text,
    /\nNot ranked with the first table of this transfer: data of site-a differ \(config/,
  );
  assert.match(text, /\| Theirs \| classification \| mimic-cxr \| AUROC micro \.950 \| paper/);
  assert.doesNotMatch(text, /Other/);
});

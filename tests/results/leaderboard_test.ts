import assert from "node:assert/strict";
import { type LeaderboardGroup, mergeResults } from "../../results/leaderboard.ts";
import { leaderboardMarkdown } from "../../results/leaderboard_markdown.ts";
import { AA, AB, cell, results } from "./example.ts";
import { EXTERNAL, ONE, OTHER_DATA, run, TWO } from "./leaderboard_example.ts";

Deno.test("mergeResults() ranks comparable rows of several files, without baselines", () => {
  const { groups } = mergeResults([ONE, TWO]);
  assert.equal(groups.length, 1);
  assert.deepEqual(groups[0]!.apart, []);
  assert.deepEqual(
    groups[0]!.rows.map(({ sources, variant, ranks }) => [sources, variant, ranks.auroc_micro]),
    [
      [["one.json"], "bar", 2],
      [["one.json"], "bi", 3],
      [["one.json", "two.json"], "prevalence", undefined],
      [["two.json"], "bar", 3],
      [["two.json"], "bi", 1],
    ],
  );
});

Deno.test("mergeResults() shows a result once, however many files have it", () => {
  const again = { ...ONE, source: "again.json" };
  const { groups } = mergeResults([ONE, again]);
  assert.deepEqual(
    groups.map(({ rows }) => rows.map(({ sources, ranks }) => [sources, ranks.auroc_micro])),
    [[1, 2, undefined].map((rank) => [["one.json", "again.json"], rank])],
  );
});

Deno.test("mergeResults() shows rows of other data or metrics apart and says why", () => {
  const metric = { source: "metric.json", results: run({ bar: 0.99, bi: 0.98 }, 60, 2) };
  const { groups } = mergeResults([ONE, OTHER_DATA, metric, TWO]);
  assert.deepEqual(
    groups.map(({ apart, rows }) => [apart, new Set(rows.flatMap((r) => r.sources))]),
    [
      [[], new Set(["one.json", "two.json"])],
      [["data of site-a differ (config.patients: 60 → 80)"], new Set(["data.json"])],
      [["metrics differ (version: 1 → 2)"], new Set(["metric.json"])],
    ],
  );
  assert.equal(groups[1]!.rows[0]!.ranks.auroc_micro, 1);
});

Deno.test("mergeResults() says of what data and metric a group is, and of which stages a row", () => {
  const [{ data, evaluation, rows }] = mergeResults([ONE]).groups as [LeaderboardGroup];
  assert.deepEqual(data, { "site-a": "60".padStart(64, "0") });
  assert.deepEqual(evaluation, { task: "classification", version: 1, config: {} });
  assert.deepEqual(rows[0]!.stages, [ONE.results.cells[0]!.stages]);
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
  const text = leaderboardMarkdown(
    mergeResults([ONE, OTHER_DATA], [EXTERNAL, { ...EXTERNAL, task: "vqa", name: "Other" }]),
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

Deno.test("leaderboardMarkdown() says that no cell is done", () => {
  const failed = { source: "r.json", results: results([cell("bar", AA, 1, "failed")]) };
  assert.equal(
    leaderboardMarkdown(mergeResults([failed], [EXTERNAL])),
    "# Leaderboard\n\nNo cell of these results is done.\n",
  );
});

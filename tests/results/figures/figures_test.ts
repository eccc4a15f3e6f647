/** What the figures of a run hold. */
import assert from "node:assert/strict";
import { reliability } from "../../../results/figures/calibration.ts";
import { chart, thinned } from "../../../results/figures/chart.ts";
import { maskPicture } from "../../../results/figures/masks.ts";
import { figures } from "../../../results/figures/mod.ts";
import { ticks } from "../../../results/figures/svg.ts";
import { markup } from "../../../results/markup.ts";
import { parseLog } from "../../../results/stage_record.ts";
import { AA, AB, cell, EXAMPLE, results } from "../example.ts";
import { RECORDS } from "../page/records.ts";

const DECISIONS = [{
  variant: "bar" as const,
  task: "classification",
  transfer: "site-a→site-a→site-a",
  scores: [0.25, 0.75],
  targets: [0, 1],
}];

Deno.test("figures() draws what the run has data for, and the same every time", () => {
  const all = figures(EXAMPLE, RECORDS, DECISIONS);
  assert.deepEqual(
    [...all.keys()],
    ["masks", "heat-map", "transfer", "learning-curves", "calibration"],
  );
  assert.deepEqual(figures(EXAMPLE, RECORDS, DECISIONS), all);
  const failed = results([cell("bar", AA, 1, "Cannot train: loss is NaN")]);
  assert.deepEqual([...figures(failed, new Map(), []).keys()], ["masks"]);
  const inside = results([cell("bar", AA, 1, { f1: 1 })]);
  assert.deepEqual([...figures(inside, new Map(), []).keys()], ["masks", "heat-map"]);
});

Deno.test("figures() leaves no number undefined", () => {
  const alike = results([AA, AB].map((transfer) => cell("bar", transfer, 1, { f1: 0 })));
  for (const run of [EXAMPLE, alike]) {
    for (const [name, svg] of figures(run, RECORDS, DECISIONS)) {
      assert.doesNotMatch(svg, /NaN|Infinity|undefined/, name);
    }
  }
});

Deno.test("maskPicture() fills what a variant attends to, block by block", () => {
  // 6 image tokens, 6 text tokens (one more under noncross), 2 pads.
  const squares = (variant: Parameters<typeof maskPicture>[0]) =>
    Array.from(maskPicture(variant).text.matchAll(/<path d="([^"]*)" class="(?:f0|f1|quiet)"/g))
      .map(([, d]) => d!.match(/M/g)?.length ?? 0);
  assert.deepEqual(squares("bar"), [36 + 21, 36 + 36, 12 + 27]);
  assert.deepEqual(squares("bi"), [36 + 36, 36 + 36, 24]);
  assert.deepEqual(squares("s2s"), [36 + 21, 36, 27]);
  assert.deepEqual(squares("noncross"), [36 + 49, 0, 14 + 18]);
  assert.deepEqual(squares("mixed"), [72, 72, 24, 57, 36, 27]);
});

Deno.test("reliability() is the mean probability and the share of positives of every bin", () => {
  const decisions = [{ scores: [0, 0.1, 0.15], targets: [0, 1, 1] }, {
    scores: [1, 0.2],
    targets: [1, 0],
  }];
  // Closed above: 0 and .1 are in the first bin, .15 and .2 in the second.
  const points = reliability(decisions);
  assert.deepEqual(points.map(([, share]) => share), [0.5, 0.5, 1]);
  assert.deepEqual(points.map(([mean]) => Number(mean.toFixed(9))), [0.05, 0.175, 1]);
});

Deno.test("ticks() are round and inside", () => {
  assert.deepEqual(ticks(0, 1), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(ticks(-0.1, 0.3, 4), [-0.1, 0, 0.1, 0.2, 0.3]);
  assert.deepEqual(ticks(3, 3), [3]);
});

Deno.test("thinned() gives the means of equal runs at their middles", () => {
  assert.deepEqual(thinned([1, 2, 3, 4, 5], 2), [[2, 2], [4.5, 4.5]]);
  assert.deepEqual(thinned([1, 2], 5), [[1, 1], [2, 2]]);
});

Deno.test("chart() puts the ends of its axes at the ends of its box", () => {
  const lines = [{ points: [[0, 0], [1, 1]] as const, series: 0 }];
  const size = { width: 158, height: 162, xRange: [0, 1] as const, yRange: [0, 1] as const };
  assert.match(`${markup`${chart({ title: "t", x: "x", lines, ...size })}`}`, /d="M46 126L146 26"/);
});

Deno.test("chart() with log puts powers of ten at equal distances", () => {
  const lines = [{ points: [[0, 1], [1, 10], [2, 100]] as const, series: 0 }];
  const size = { width: 158, height: 162, xRange: [0, 2] as const, log: true };
  const drawn = `${markup`${chart({ title: "t", x: "x", lines, ...size })}`}`;
  // Heights 0, 1 and 2 on an axis from -.1 to 2.1.
  assert.match(drawn, /d="M46 121\.45L96 76L146 30\.55"/);
  for (const name of ["1", "10", "100"]) assert.ok(drawn.includes(`>${name}</text>`), name);
});

Deno.test("the transfer figure has a log axis where values differ a hundredfold", () => {
  const run = (at: number) =>
    figures(
      results([cell("bar", AA, 1, { perplexity: 2 }), cell("bar", AB, 1, { perplexity: at })]),
      new Map(),
      [],
    ).get("transfer")!;
  assert.match(run(200_000), />1000<.*>10k<.*>100k</s);
  assert.doesNotMatch(run(180), />10</);
});

Deno.test("parseLog() reads losses, valid metrics and the epoch that was kept", () => {
  const { log } = [...RECORDS.values()][0]!;
  assert.deepEqual(parseLog(log!), {
    losses: [4, 2, 1, 1],
    valid: [{ auroc_micro: 0.5 }, { auroc_micro: 0.75 }],
    bestEpoch: 1,
  });
});

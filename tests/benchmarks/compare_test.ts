import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { cellId } from "../../benchmarks/cells.ts";
import { addComparisons, compare } from "../../benchmarks/compare.ts";
import { compareCells, type PredictedCell } from "../../benchmarks/compare_cells.ts";
import { Store } from "../../benchmarks/store.ts";
import { parseResults, type ResultComparison, type Results } from "../../results/results.ts";
import { taskOf } from "../../tasks/registry.ts";
import type { Prediction, Scoring } from "../../tasks/task.ts";
import { withFolder } from "../e2e/command.ts";
import { AA, AB, cell, results } from "../results/example.ts";

type Variant = ResultComparison["best"];

/** A cell of vqa, a digit per question: 1 for a right answer; the last two questions are open. */
function answers(variant: Variant, seed: number, digits: string, transfer = AA): PredictedCell {
  const predictions = [...digits].map((digit, i) => ({
    ...{ id: `q${i}`, study: "s", question: "?", organ: "chest", answer: "yes", known: true },
    type: i < digits.length - 2 ? "closed" : "open",
    predicted: digit === "1" ? "yes" : "no",
  }));
  return scored("vqa", variant, seed, predictions, {}, transfer);
}

function scored(
  task: string,
  variant: Variant,
  seed: number,
  predictions: Prediction[],
  scoring: Scoring = {},
  transfer = AA,
): PredictedCell {
  const metrics = taskOf(task).score(predictions, scoring);
  const done = cell(variant, transfer, seed, metrics, task) as Results["cells"][number];
  const evaluate = createHash("sha256").update(cellId(done)).digest("hex");
  const stages = { ...done.stages, evaluate };
  return { cell: { ...done, stages, scoring: { ...scoring, task } }, predictions };
}

Deno.test("compareCells() of answers: McNemar's test, exact, on the questions that count", () => {
  const columns = compareCells([
    answers("bar", 1, "1111110"),
    answers("bi", 1, "1111111"),
    answers("s2s", 1, "0000001"),
  ]);
  assert.deepEqual(
    columns.map(({ metric, test, examples, best }) => [metric, test, examples, best]),
    [
      ["accuracy", "mcnemar", 7, "bi"],
      ["accuracy_closed", "mcnemar", 5, "bar"],
      ["accuracy_open", "mcnemar", 2, "bi"],
    ],
  );
  // bi against bar: 1 of 7, p = 1; against s2s: 6 of 7, p = 2/64, doubled by Holm.
  const [bar, bi, s2s] = columns[0]!.rows;
  assert.deepEqual([bar!.status, bi!.status, s2s!.status], ["tied", "best", "tied"]);
  assert.equal(bar!.test!.p, 1);
  assert.ok(Math.abs(s2s!.test!.p - 2 / 64) < 1e-12);
  assert.ok(Math.abs(s2s!.test!.adjusted - 4 / 64) < 1e-12);
  assert.equal(s2s!.test!.difference, 6 / 7);
  // All right in every sample; five closed questions, none of which bar got wrong.
  const interval = { low: 1, high: 1, level: 0.95, over: "test examples" };
  assert.deepEqual(bi!.interval, { ...interval, n: 7 });
  assert.deepEqual(columns[1]!.rows[0]!.interval, { ...interval, n: 5 });
});

Deno.test("compareCells() pools seeds, and leaves intervals to them", () => {
  const [column] = compareCells([
    answers("bar", 1, "1111111"),
    answers("bar", 2, "1111111"),
    answers("bi", 2, "1000000"),
    answers("bi", 1, "0000001"),
  ]);
  const [bar, bi] = column!.rows;
  assert.deepEqual([bar!.status, bi!.status], ["best", "worse"]);
  // d = 1, 2, 2, 2, 2, 2, 1: all of one sign in 2 of 128.
  assert.ok(Math.abs(bi!.test!.p - 2 / 128) < 1e-12);
  assert.deepEqual(bi!.test!.seeds, [1, 2]);
  assert.deepEqual([bar!.interval, bi!.interval], [null, null]);
});

Deno.test("compareCells() of findings: DeLong's test of AUROCs, randomisation of F1", () => {
  const scoring = { labels: ["Edema"], thresholds: null, undefinedAuroc: "null" };
  const findings = (variant: Variant, scores: number[]) =>
    scored(
      "classification",
      variant,
      1,
      [1, 1, 1, 0, 0].map((target, i) => ({ id: `s${i}`, scores: [scores[i]], targets: [target] })),
      scoring,
    );
  const columns = compareCells([
    findings("bar", [0.9, 0.8, 0.3, 0.5, 0.1]),
    findings("bi", [0.6, 0.4, 0.4, 0.4, 0.7]),
  ]);
  assert.deepEqual(columns.map(({ metric, test }) => `${metric} ${test}`), [
    "auroc_micro delong",
    "auroc_macro delong",
    "f1_micro randomisation",
    "f1_macro randomisation",
  ]);
  // As by hand in the test of delongTest().
  for (const { rows } of columns.slice(0, 2)) {
    assert.ok(Math.abs(rows[1]!.test!.p - 0.3366683676100387) < 1e-12);
    assert.ok(Math.abs(rows[1]!.test!.difference - 0.5) < 1e-12);
  }
  // F1: 4/5 against 2/5. Exchanging study 1 gives 1/2 and 4/5, study 4 gives 2/3 and 1/2, both 2/5 and 4/6;
  // the others change nothing or go along: enumerated below.
  const found = columns[2]!.rows[1]!.test!;
  assert.equal(found.difference, 4 / 5 - 2 / 5);
  const f1 = (called: number[]) =>
    2 * (called[0]! + called[1]!) / (called[0]! + called[1]! + called[2]! + 3);
  const exchanges = [0, 1].flatMap((one) =>
    [0, 1].map((other) => {
      const [left, right] = [[1, 1 - one, other], [1, one, 1 - other]];
      return Math.abs(f1(left) - f1(right));
    })
  );
  assert.equal(found.p, exchanges.filter((d) => d >= found.difference - 1e-12).length / 4);
});

Deno.test("compareCells() randomises an AUROC of which a class has one example", () => {
  const scoring = { labels: ["Edema"], thresholds: null, undefinedAuroc: "null" };
  const findings = (variant: Variant, scores: number[]) =>
    scored(
      "classification",
      variant,
      1,
      [1, 0, 0].map((target, i) => ({ id: `s${i}`, scores: [scores[i]], targets: [target] })),
      scoring,
    );
  const [micro] = compareCells([findings("bar", [0.9, 0.8, 0.1]), findings("bi", [0.1, 0.8, 0.9])]);
  // 1 against 0. Exchanging study 0 gives 0 and 1, study 2 gives ½ and ½, study 1 nothing: of the pairs of
  // exchanges of 0 and 2, none and 0 alone reach 1, both and 2 alone give ½ against ½.
  assert.equal(micro!.test, "randomisation");
  const [bar, bi] = micro!.rows;
  assert.deepEqual(bar, { variant: "bar", status: "best", interval: null });
  assert.deepEqual([bi!.test!.difference, bi!.test!.p], [1, 0.5]);
});

Deno.test("compareCells() does not depend on the order of cells or predictions", () => {
  const reports = (variant: Variant, seed: number, every: number) => {
    const texts = ["no edema .", "mild edema .", "a mass is seen .", "normal ."];
    const predictions = Array.from({ length: 24 }, (_, i) => ({
      id: `s${i}`,
      reference: texts[i % 4],
      generated: i % every === 0 ? texts[(i + 1) % 4] : texts[i % 4],
      perplexity: 1 + (i * every % 7) / 4,
      labels: { reference: [i % 2, null], generated: [i % every === 0 ? 0 : 1, 1] },
    }));
    return scored("report-generation", variant, seed, predictions);
  };
  const cells = [
    reports("bar", 1, 5),
    reports("bar", 2, 6),
    reports("bi", 1, 3),
    reports("bi", 2, 2),
  ];
  const columns = compareCells(cells);
  assert.deepEqual(columns.map(({ metric }) => metric), [
    "perplexity",
    "bleu_4_nltk",
    "bleu_4_tokenized",
    "rouge_l_coco_tokenized",
    "cider_d_tokenized",
    "label_f1_positive_micro",
  ]);
  const shuffled = [cells[3]!, cells[2]!, cells[0]!, cells[1]!].map(({ cell, predictions }) => {
    return {
      cell,
      predictions: [...predictions.slice(7).toReversed(), ...predictions.slice(0, 7)],
    };
  });
  assert.deepEqual(compareCells(shuffled), columns);
});

Deno.test("compareCells() refuses cells that predict other examples", () => {
  assert.throws(() => compareCells([answers("bar", 1, "111"), answers("bi", 1, "1111")]), {
    name: "RangeError",
    message: "Cannot compare predictions of bi.vqa.site-a.site-a.site-a.1: expected the 3 test " +
      "examples of bar.vqa.site-a.site-a.site-a.1, each once, got 4, 3 of them expected",
  });
  const twice = answers("bar", 1, "11");
  const predictions = twice.predictions.map((prediction) => ({ ...prediction, id: "q0" }));
  assert.throws(() => compareCells([{ ...twice, predictions }]), /each once, got 2, 1 of them/);
});

/** Results of cells, and their predictions as files. */
function collected(all: readonly PredictedCell[]) {
  const lines = ({ predictions }: PredictedCell) =>
    new TextEncoder().encode(predictions.map((line) => JSON.stringify(line) + "\n").join(""));
  return {
    results: { ...results([]), cells: all.map(({ cell }) => cell) },
    predictions: new Map(all.map((one) => [one.cell, lines(one)])),
  };
}

const CELLS = [AA, AB].flatMap((transfer) => [
  answers("bar", 1, "11111111", transfer),
  answers("bi", 1, transfer === AA ? "00000000" : "11111110", transfer),
]);

Deno.test("addComparisons() compares every task and transfer, but for cells that failed", () =>
  withFolder(async (folder) => {
    const store = await Store.open(join(folder, "store"));
    const run = collected(CELLS);
    run.results.cells.push(cell("s2s", AA, 1, "failed", "vqa") as Results["cells"][number]);
    const compared = await addComparisons(run, store);
    assert.deepEqual(compared.comparisons, await compare(CELLS));
    assert.deepEqual(
      compared.comparisons!.map(({ transfer, metric, rows }) =>
        [transfer.test, metric, ...rows.map(({ status }) => status)].join(" ")
      ),
      [
        "site-a accuracy best worse",
        "site-a accuracy_closed best worse",
        "site-a accuracy_open best tied",
        "site_b accuracy best tied",
        "site_b accuracy_closed best tied",
        "site_b accuracy_open best tied",
      ],
    );
    assert.deepEqual(parseResults(JSON.stringify(compared)), JSON.parse(JSON.stringify(compared)));
  }));

Deno.test("addComparisons() takes from the store what it kept there, unless that was damaged", () =>
  withFolder(async (folder) => {
    const damaged: string[] = [];
    const store = await Store.open(join(folder, "store"), {
      onDamage: ({ reason }) => damaged.push(reason),
    });
    const { results, predictions } = collected(CELLS);
    const first = await addComparisons({ results, predictions }, store);
    const keys = await store.keys("compare");
    assert.equal(keys.length, 2);
    // No predictions are read.
    assert.deepEqual(await addComparisons({ results, predictions: new Map() }, store), first);

    const file = join(store.dir, "compare", keys[0]!, "comparisons.json");
    await Deno.writeTextFile(file, (await Deno.readTextFile(file)).replace("best", "tied"));
    assert.deepEqual(await addComparisons({ results, predictions }, store), first);
    assert.deepEqual(damaged, ["comparisons.json was changed"]);
    assert.deepEqual(await store.keys("compare"), keys);

    // Other evaluations, or the same in other rows, are other comparisons.
    const [bar, bi] = CELLS;
    const swapped = [
      { ...bar!, cell: { ...bar!.cell, stages: bi!.cell.stages } },
      { ...bi!, cell: { ...bi!.cell, stages: bar!.cell.stages } },
    ];
    await addComparisons(collected(swapped), store);
    await addComparisons(collected([bar!]), store);
    assert.equal((await store.keys("compare")).length, 4);
  }));

Deno.test({
  name: "addComparisons() computes what it cannot keep",
  permissions: { read: true, env: true, sys: true, write: false },
  async fn() {
    const compared = await addComparisons(collected(CELLS), await Store.open("/nowhere/store"));
    assert.equal(compared.comparisons!.length, 6);
  },
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { Key } from "../../model/random.ts";
import { compareRows, type Competitor } from "../../results/compare.ts";

interface Answer {
  readonly id: string;
  readonly right: number;
}

const OPTIONS = {
  score: (answers: readonly Answer[]) =>
    answers.reduce((sum, { right }) => sum + right, 0) / answers.length,
  direction: "higher",
  key: Key.of(3).fold("compare"),
} as const;

/** One character an example, 1 for a right answer; one text a seed, from seed 1. */
function row(name: string, ...seeds: string[]): Competitor<Answer> {
  const answers = (text: string) => [...text].map((c, i) => ({ id: `e${i}`, right: Number(c) }));
  return { row: name, seeds: new Map(seeds.map((text, s) => [s + 1, answers(text)])) };
}

Deno.test("compareRows() by hand: exact p-values, Holm, tied and worse", () => {
  // 8 examples, so 256 exchanges. Against all right: eight times wrong is reached by 2 of 256 exchanges;
  // one wrong by every exchange.
  const comparison = compareRows([
    row("one wrong", "11111110"),
    row("all right", "11111111"),
    row("all wrong", "00000000"),
  ], OPTIONS)!;
  assert.deepEqual([comparison.best, comparison.examples], ["all right", 8]);
  const [first, second, third] = comparison.rows;
  assert.deepEqual(second, { row: "all right", mean: 1, status: "best" });
  assert.deepEqual([first!.status, first!.test!.p, first!.test!.adjusted], ["tied", 1, 1]);
  assert.deepEqual(
    [third!.status, third!.test!.p, third!.test!.adjusted],
    ["worse", 2 / 256, 4 / 256],
  );
  assert.deepEqual([first!.test!.difference, third!.test!.difference], [1 / 8, 1]);
  assert.deepEqual(third!.test!.seeds, [1]);
  // Exchanges of eight ±⅛: standard error √8/8, times 2.8016.
  assert.equal(third!.test!.detectable.toFixed(4), (2.801585218 * Math.sqrt(8) / 8).toFixed(4));
});

Deno.test("compareRows() corrects by Holm: what one test tells, four may not", () => {
  // 6 of 6 examples differ: p = 2/64 = 0.03125; with a second such row 2p = 0.0625.
  const [good, bad] = ["111111", "000000"];
  const one = compareRows([row("good", good), row("bad", bad)], OPTIONS)!;
  assert.equal(one.rows[1]!.status, "worse");
  const two = compareRows([row("good", good), row("bad", bad), row("b", bad)], OPTIONS)!;
  assert.deepEqual(two.rows.map(({ status }) => status), ["best", "tied", "tied"]);
  assert.deepEqual(two.rows.map(({ test }) => test?.adjusted), [undefined, 0.0625, 0.0625]);
});

Deno.test("compareRows() pools the seeds that both rows have", () => {
  // Seed 1 alone would be 8 against 0; in seed 2 both are equal; seed 3 is of the best alone.
  const best = row("best", "11111111", "10101010", "11111111");
  const comparison = compareRows([best, row("other", "00000000", "10101010")], OPTIONS)!;
  const { mean, test } = comparison.rows[1]!;
  assert.equal(mean, 0.25);
  assert.deepEqual(test!.seeds, [1, 2]);
  assert.equal(test!.difference, 0.5);
  assert.equal(test!.p, 2 / 256);
});

Deno.test("compareRows() takes the lowest mean where lower is better", () => {
  const comparison = compareRows([row("a", "11111111"), row("b", "00000000")], {
    ...OPTIONS,
    direction: "lower",
  })!;
  assert.equal(comparison.best, "b");
  assert.deepEqual(comparison.rows.map(({ status }) => status), ["worse", "best"]);
  assert.equal(comparison.rows[0]!.test!.difference, -1);
  assert.equal(compareRows([row("a", "1")], { ...OPTIONS, direction: "none" }), null);
});

Deno.test("compareRows() leaves rows untested that share no seed with the best or have no score", () => {
  const other: Competitor<Answer> = { row: "b", seeds: new Map([[9, [{ id: "e0", right: 0 }]]]) };
  const none = { row: "c", seeds: new Map() };
  const comparison = compareRows([row("a", "1"), other, none], OPTIONS)!;
  assert.deepEqual(comparison.rows, [
    { row: "a", mean: 1, status: "best" },
    { row: "b", mean: 0, status: "untested" },
    { row: "c", mean: null, status: "untested" },
  ]);
  assert.equal(compareRows([none], OPTIONS), null);
  assert.equal(compareRows([row("a", "1")], { ...OPTIONS, score: () => null }), null);
});

Deno.test("compareRows() leaves out a seed whose score is undefined", () => {
  const score = (answers: readonly Answer[]) =>
    answers.every(({ right }) => right === 0) ? null : OPTIONS.score(answers);
  const comparison = compareRows([row("a", "11", "10"), row("b", "00", "10")], {
    ...OPTIONS,
    score,
  })!;
  assert.deepEqual(comparison.rows.map(({ mean }) => mean), [0.75, 0.5]);
  assert.deepEqual(comparison.rows[1]!.test!.seeds, [2]);
});

Deno.test("compareRows() does not depend on the order of predictions, seeds or other rows", () => {
  const [a, b, c] = [
    row("a", "1111101111011110", "1101101111011110"),
    row("b", "0101101011011010", "1101100011010100"),
    row("c", "0101000011011010", "1100100011010010"),
  ];
  const options = { ...OPTIONS, samples: 200 };
  const expected = compareRows([a!, b!], options)!.rows[1]!.test!.p;
  assert.ok(expected > 0.001 && expected < 0.9);
  assert.equal(compareRows([c!, b!, a!], options)!.rows[1]!.test!.p, expected);
  const order = fc.shuffledSubarray([...b!.seeds.get(1)!], { minLength: 16 });
  fc.assert(
    fc.property(order, (predictions) => {
      const seeds = new Map([[2, b!.seeds.get(2)!], [1, predictions]]);
      assert.equal(compareRows([a!, { row: "b", seeds }], options)!.rows[1]!.test!.p, expected);
    }),
    { numRuns: 20 },
  );
});

Deno.test("compareRows() refuses rows that predict other examples", () => {
  const twice = {
    row: "b",
    seeds: new Map([[1, [{ id: "e0", right: 1 }, { id: "e0", right: 1 }]]]),
  };
  const message = (got: string) =>
    "Cannot compare predictions of b, seed 1: expected the 2 test examples of the other rows, each " +
    `once, got ${got} of them expected`;
  assert.throws(() => compareRows([row("a", "11"), row("b", "110")], OPTIONS), {
    name: "RangeError",
    message: message("3 predictions of 3 examples, 2"),
  });
  assert.throws(() => compareRows([row("a", "11"), twice], OPTIONS), {
    message: message("2 predictions of 1 examples, 1"),
  });
  assert.throws(() => compareRows([twice], OPTIONS), { name: "RangeError" });
});

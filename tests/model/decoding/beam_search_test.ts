import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BeamOptions,
  BeamSearch,
  beamSearch,
  greedySearch,
} from "../../../model/decoding/mod.ts";
import { logSumExp, randomTable, type Table, tableSteps } from "./tables.ts";

/** Probabilities of the words a = 0, b = 1 and of the end 2; a is better at first, b later. */
const table: Table = (text) => {
  const probabilities: Record<string, number[]> = {
    "": [0.5, 0.4, 0.1],
    "0": [0.3, 0.3, 0.4],
    "1": [0.05, 0.05, 0.9],
  };
  return (probabilities[text.join()] ?? [0.6, 0.3, 0.1]).map(Math.log);
};
const END = 2;

async function searchTable(table: Table, options: BeamOptions, maxTokens: number) {
  const steps = tableSteps([table], options.beams, maxTokens);
  const [search] = await beamSearch(steps, options, END);
  return { search: search!, taken: steps.taken };
}

/** Probabilities of a frame, rounded. */
function probabilities(scores: readonly number[]): number[] {
  return scores.map((score) => Number(Math.exp(score).toFixed(5)));
}

Deno.test("beamSearch() finds what greedy decoding misses", async () => {
  const { search } = await searchTable(table, { beams: 2 }, 4);
  // b has .4 and ends with .9: .36; a has .5 and ends with .4: .2, after which nothing reaches .36.
  assert.deepEqual(search.best.text, [1, END]);
  assert.deepEqual(probabilities([search.best.score]), [0.36]);
  assert.deepEqual(search.frames.map(({ tokens }) => tokens), [[0, 1], [END, END]]);
  assert.deepEqual(search.frames.map(({ origins }) => origins), [[0, 0], [1, 0]]);
  assert.deepEqual(search.frames.map(({ scores }) => probabilities(scores)), [[0.5, 0.4], [
    0.36,
    0.2,
  ]]);
});

Deno.test("beamSearch() adds the length penalty once per token", async () => {
  // Without the penalty, and with 4 tokens: [1, END] .36, then a, a, a, a with .5 · .3 · .6 · .6.
  const score = (penalty: number) => searchTable(table, { beams: 3, lengthPenalty: penalty }, 4);
  assert.deepEqual((await score(0)).search.best.text, [1, END]);
  const { search } = await score(2);
  assert.deepEqual(search.best.text, [0, 0, 0, 0]);
  assert.ok(Math.abs(search.best.score - (Math.log(0.5 * 0.3 * 0.6 * 0.6) + 8)) < 1e-5);
  const early = await score(-2);
  assert.deepEqual(early.search.best.text, [END]);
  assert.ok(Math.abs(early.search.best.score - (Math.log(0.1) - 2)) < 1e-5);
});

Deno.test("beamSearch() does not end a text before minLength", async () => {
  for (const minLength of [0, 1, 2, 3, 4]) {
    const { search } = await searchTable(table, { beams: 3, minLength }, 4);
    const words = search.best.text.filter((token) => token !== END);
    assert.ok(words.length >= minLength, `${search.best.text} for ${minLength}`);
  }
});

Deno.test("beamSearch() takes the lower beam and the lower token of equals", async () => {
  const { search } = await searchTable(() => [0, 0, 0], { beams: 3, earlyEnd: false }, 2);
  assert.deepEqual(search.frames.map(({ tokens }) => tokens), [[0, 1, END], [0, 1, END]]);
  assert.deepEqual(search.frames.map(({ origins }) => origins), [[0, 0, 0], [0, 0, 0]]);
});

Deno.test("BeamSearch refuses to have no beams", () => {
  assert.throws(() => new BeamSearch({ beams: 0 }, 3, END), {
    name: "RangeError",
    message: "Cannot search with 0 beams: expected a positive integer",
  });
});

const options = fc.record({
  beams: fc.integer({ min: 1, max: 4 }),
  lengthPenalty: fc.double({ min: -1, max: 2, noNaN: true }),
  minLength: fc.nat(4),
  ngrams: fc.option(fc.record({ size: fc.integer({ min: 1, max: 3 }) }), { nil: undefined }),
});

Deno.test("an early end changes no text, and saves steps", async () => {
  let saved = 0;
  await fc.assert(fc.asyncProperty(fc.nat(), options, async (seed, options) => {
    const table = randomTable(seed, 6, 4);
    const early = await searchTable(table, options, 8);
    const late = await searchTable(table, { ...options, earlyEnd: false }, 8);
    assert.deepEqual(early.search.best, late.search.best);
    assert.deepEqual(early.search.frames, late.search.frames.slice(0, early.taken));
    assert.equal(late.taken, 8);
    saved += late.taken - early.taken;
  }));
  assert.ok(saved > 0);
});

Deno.test("beamSearch() goes on while the length penalty may still outweigh what a text costs", async () => {
  // At .5 per token, [END] with .5 is ahead of any second frame, but not of the sixth.
  const table: Table = ({ length }) =>
    (length === 0 ? [0.25, 0.25, 0.5] : [0.98, 0.01, 0.01]).map(Math.log);
  const { search } = await searchTable(table, { beams: 2, lengthPenalty: 0.5 }, 6);
  assert.deepEqual(search.best.text, [0, 0, 0, 0, 0, 0]);
  assert.ok(Math.abs(search.best.score - (Math.log(0.25 * 0.98 ** 5) + 3)) < 1e-5);
});

Deno.test("one beam writes what greedy decoding writes", async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), async (seed) => {
    const tables = [seed, seed + 1].map((seed) => randomTable(seed, 6));
    const texts = await greedySearch(tableSteps(tables, 1, 8), new Set([END]));
    const searches = await beamSearch(tableSteps(tables, 1, 8), { beams: 1 }, END);
    const found = searches.map(({ best }) => best.text.filter((token) => token !== END));
    assert.deepEqual(found, texts);
  }));
});

Deno.test("several reports at once find what each finds alone", async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), options, async (seed, options) => {
    const tables = [seed, seed + 1, seed + 2].map((seed) => randomTable(seed, 6));
    const together = await beamSearch(tableSteps(tables, options.beams, 8), options, END);
    for (const [report, table] of tables.entries()) {
      const { search } = await searchTable(table, options, 8);
      assert.deepEqual(together[report]!.frames, search.frames);
      assert.deepEqual(together[report]!.best, search.best);
    }
  }));
});

Deno.test("no n-gram of a text is repeated", async () => {
  await fc.assert(fc.asyncProperty(
    fc.nat(),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 3 }),
    async (seed, beams, size) => {
      // More words than a text has tokens: there is always one that may follow.
      const { search } = await searchTable(
        randomTable(seed, 12),
        { beams, ngrams: { size }, lengthPenalty: 3, earlyEnd: false },
        10,
      );
      const { text } = search.best;
      const grams = text.slice(size - 1).map((_, i) => text.slice(i, i + size).join());
      assert.equal(new Set(grams).size, grams.length, `${text}`);
    },
  ));
});

Deno.test("with a beam for every text, the best of all texts is found", async () => {
  const maxTokens = 4;
  const best = (table: Table, penalty: number, text: number[] = [], sum = 0): number => {
    const isWhole = text.at(-1) === END || text.length === maxTokens;
    if (isWhole) return sum + penalty * text.length;
    const scores = table(text);
    const total = logSumExp(scores);
    return Math.max(...scores.map((score, token) => {
      return best(table, penalty, [...text, token], sum + score - total);
    }));
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom(-0.5, 0, 0.3, 1), async (seed, lengthPenalty) => {
      const table = randomTable(seed, 3);
      const { search } = await searchTable(table, { beams: 3 ** 3, lengthPenalty }, maxTokens);
      assert.ok(Math.abs(search.best.score - best(table, lengthPenalty)) < 1e-4);
    }),
    { numRuns: 30 },
  );
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { Key } from "../../../model/random.ts";
import {
  type Decisions,
  ExchangedAurocs,
  ExchangedSums,
  randomise,
  type SummedMetrics,
} from "../../../results/statistics/mod.ts";
import { auroc } from "../../../tasks/metrics/auroc.ts";
import { DARWIN } from "./_darwin.ts";
import { close } from "./_close.ts";

const KEY = Key.of(1).fold("randomisation");
const NONE = DARWIN.map(() => 0);

/** The mean of scores. */
function mean(scores: readonly number[]): SummedMetrics {
  return { addends: scores.map((score) => [score, 1]), values: ([sum, n]) => [sum! / n!] };
}

function test(
  first: readonly number[],
  second: readonly number[],
  options?: { samples: number },
  key = KEY,
) {
  return randomise([new ExchangedSums(mean(first), mean(second))], key, options)[0]!;
}

Deno.test("randomise() enumerates Fisher's 1,726 of 32,768 for Darwin's plants", () => {
  // "The Design of Experiments", section 21: 5.267 per cent on both sides.
  const { p, samples, exact, difference, standardError } = test(DARWIN, NONE, { samples: 2 ** 15 });
  assert.equal(p, 1726 / 32768);
  assert.deepEqual([samples, exact], [32768, true]);
  close(difference, 314 / 15);
  close(standardError, Math.sqrt(26518) / 15, 1e-12);
});

Deno.test("randomise() of draws is near the exact value and counts what was seen", () => {
  const drawn = test(DARWIN, NONE, { samples: 8000 });
  assert.deepEqual([drawn.samples, drawn.exact], [8000, false]);
  // Four standard errors: √(0.0527 · 0.9473 / 8000) = 0.0025.
  assert.ok(Math.abs(drawn.p - 1726 / 32768) < 0.01, `${drawn.p}`);
  close(drawn.p * 8001, Math.round(drawn.p * 8001));
  assert.deepEqual(test(DARWIN, NONE, { samples: 8000 }), drawn);
  const other = test(DARWIN, NONE, { samples: 8000 }, Key.of(2));
  assert.notEqual(other.standardError, drawn.standardError);
});

Deno.test("randomise() never gives 0: what was seen counts among the draws", () => {
  const [ones, zeros] = [1, 0].map((value) => new Array<number>(64).fill(value));
  assert.equal(test(ones!, zeros!, { samples: 99 }).p, 1 / 100);
});

Deno.test("randomise() by hand: three differences of one sign", () => {
  // ±1 ±2 ±3: only +++ and --- reach 6, so 2 of 8; 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in binary.
  assert.equal(test([0.1, 0.2, 0.3], [0, 0, 0]).p, 0.25);
  assert.equal(test([1, 1], [1, 1]).p, 1);
});

Deno.test("randomise() does not depend on which system is first", () => {
  const score = fc.integer({ min: -9, max: 9 });
  const scores = fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(scores, (pairs) => {
    const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
    const [there, back] = [test(a, b, { samples: 64 }), test(b, a, { samples: 64 })];
    assert.equal(there.p, back.p);
    close(there.difference, -back.difference);
  }));
});

/** Share of right answers, squared: no mean over examples; and whether there is a right one. */
function squared(right: readonly number[]): SummedMetrics {
  return {
    addends: right.map((own) => [own]),
    values: ([sum]) => [(sum! / right.length) ** 2, sum === 0 ? null : 1],
  };
}

Deno.test("randomise() exchanges whole predictions, in all seeds at once", () => {
  // By hand, first - second of the exchanges none, {0}, {1}, {0, 1}: seed 1 has 1 - 0, ¼ - ¼, ¼ - ¼, 0 - 1;
  // seed 2 has ¼ - 0, 0 - ¼, ¼ - 0, 0 - ¼.
  const [found, undefinedSeen] = randomise([
    new ExchangedSums(squared([1, 1]), squared([0, 0])),
    new ExchangedSums(squared([1, 0]), squared([0, 0])),
  ], KEY);
  assert.equal(found!.difference, (1 + 0.25) / 2);
  assert.equal(found!.p, 2 / 4);
  const each = [1.25, -0.25, 0.25, -1.25].map((sum) => sum / 2);
  close(found!.standardError, Math.sqrt(each.reduce((sum, d) => sum + d * d, 0) / 4));
  assert.equal(undefinedSeen, null);
});

Deno.test("randomise() counts an exchange of undefined difference as large", () => {
  // Right: 2 and 1 of three; the second is defined in all exchanges but those that leave one side none.
  const metric = (right: readonly number[]): SummedMetrics => ({
    addends: right.map((own) => [own]),
    values: ([sum]) => [sum! < 1 ? null : sum!],
  });
  // Exchanges of (1, 1, 0) and (0, 0, 1): left sums 2, 1, 1, 0, 3, 2, 2, 1 of 3, two of them undefined.
  const pair = (first: number[], second: number[]) =>
    randomise([new ExchangedSums(metric(first), metric(second))], KEY)[0]!;
  const found = pair([1, 1, 0], [0, 0, 1]);
  assert.deepEqual([found.difference, found.p], [1, 1]);
  close(found.standardError, 1);
  // (1, 1, 1) and (1, 0, 0): left sums 3, 2, 2, 1: differences 2, 0, 0, -2, twice each.
  assert.equal(pair([1, 1, 1], [1, 0, 0]).p, 0.5);
});

Deno.test("ExchangedAurocs is the mean of AUROCs of whatever is exchanged", () => {
  const example = fc.record({
    targets: fc.tuple(fc.nat(1), fc.nat(1)),
    first: fc.tuple(fc.nat(5), fc.nat(5)),
    second: fc.tuple(fc.nat(5), fc.nat(5)),
    exchanged: fc.nat(1),
  });
  fc.assert(fc.property(fc.array(example, { minLength: 1, maxLength: 12 }), (examples) => {
    const labels = [0, 1].filter((j) => new Set(examples.map((own) => own.targets[j])).size === 2);
    if (labels.length === 0) return;
    const decisions = (of: "first" | "second") =>
      labels.map((j): Decisions => ({
        targets: examples.map(({ targets }) => targets[j]!),
        scores: examples.map((own) => own[of][j]!),
        examples: examples.map((_, i) => i),
      }));
    const exchanged = Uint8Array.from(examples, (own) => own.exchanged);
    const pair = new ExchangedAurocs(decisions("first"), decisions("second"), examples.length);
    const area = (j: number, ofExchanged: "first" | "second", of: "first" | "second") =>
      auroc(
        examples.map(({ targets }) => targets[j]!),
        examples.map((own) => own[own.exchanged === 1 ? ofExchanged : of][j]!),
      )!;
    const each = labels.map((j) => area(j, "second", "first") - area(j, "first", "second"));
    close(pair.differences(exchanged)[0]!, each.reduce((sum, d) => sum + d, 0) / each.length);
  }));
});

Deno.test("randomise() of AUROCs by hand: several decisions of an example go together", () => {
  // Decisions of examples 0, 0, 1, 1; a perfect model against its reverse. Exchanging example 1 alone gives
  // scores 4, 1, 2, 3 for targets 1, 0, 1, 0 against 1, 4, 3, 2: AUROC ¾ against ¼.
  const ranked = (scores: number[]): Decisions => {
    return { targets: [1, 0, 1, 0], scores, examples: [0, 0, 1, 1] };
  };
  const pair = new ExchangedAurocs([ranked([4, 1, 3, 2])], [ranked([1, 4, 2, 3])], 2);
  const seen = [[0, 0], [0, 1], [1, 0], [1, 1]].map((bits) =>
    pair.differences(Uint8Array.from(bits))[0]
  );
  assert.deepEqual(seen, [1, 0.5, -0.5, -1]);
  assert.equal(randomise([pair], KEY)[0]!.p, 0.5);
});

Deno.test("randomise() refuses what is not paired", () => {
  const message = "Cannot pair predictions: got 1 and 2, expected as many of both and at least one";
  const exchanged = (first: number[], second: number[]) =>
    new ExchangedSums(mean(first), mean(second));
  assert.throws(() => exchanged([1], [1, 2]), { name: "RangeError", message });
  assert.throws(() => exchanged([], []), { name: "RangeError" });
  assert.throws(() => randomise([], KEY), { message: message.replace("1 and 2", "0 and 0") });
  assert.throws(() => randomise([exchanged([1], [1]), exchanged([1, 2], [1, 2])], KEY), {
    message: message.replace("1 and 2", "2 and 1"),
  });
  const wide: SummedMetrics = { addends: [[1, 2, 3]], values: () => [] };
  assert.throws(() => new ExchangedSums(mean([1]), wide), {
    message: message.replace("1 and 2", "2 and 3"),
  });
  const label: Decisions = { targets: [1, 0], scores: [1, 0], examples: [0, 1] };
  assert.throws(() => new ExchangedAurocs([label], [label, label], 2), { message });
});

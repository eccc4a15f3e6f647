import assert from "node:assert/strict";
import fc from "fast-check";
import { Key } from "../../../model/random.ts";
import {
  randomisationTest,
  randomisePredictions,
  randomiseScores,
} from "../../../results/statistics/mod.ts";
import { DARWIN } from "./_darwin.ts";
import { close } from "./_close.ts";

const KEY = Key.of(1).fold("randomisation");
const NONE = DARWIN.map(() => 0);

Deno.test("randomiseScores() enumerates Fisher's 1,726 of 32,768 for Darwin's plants", () => {
  // "The Design of Experiments", section 21: 5.267 per cent on both sides.
  const test = randomiseScores(DARWIN, NONE, KEY, { samples: 2 ** 15 });
  assert.equal(test.p, 1726 / 32768);
  assert.deepEqual([test.samples, test.exact], [32768, true]);
  close(test.difference, 314 / 15);
  close(test.standardError, Math.sqrt(26518) / 15, 1e-12);
});

Deno.test("randomiseScores() of draws is near the exact value and counts what was seen", () => {
  const test = randomiseScores(DARWIN, NONE, KEY, { samples: 8000 });
  assert.deepEqual([test.samples, test.exact], [8000, false]);
  // Four standard errors: √(0.0527 · 0.9473 / 8000) = 0.0025.
  assert.ok(Math.abs(test.p - 1726 / 32768) < 0.01, `${test.p}`);
  close(test.p * 8001, Math.round(test.p * 8001));
  assert.deepEqual(randomiseScores(DARWIN, NONE, KEY, { samples: 8000 }), test);
  const other = randomiseScores(DARWIN, NONE, Key.of(2), { samples: 8000 });
  assert.notEqual(other.standardError, test.standardError);
});

Deno.test("randomiseScores() never gives 0: what was seen counts among the draws", () => {
  const ones = new Array<number>(64).fill(1);
  const zeros = new Array<number>(64).fill(0);
  assert.equal(randomiseScores(ones, zeros, KEY, { samples: 99 }).p, 1 / 100);
});

Deno.test("randomiseScores() by hand: three differences of one sign", () => {
  // ±1 ±2 ±3: only +++ and --- reach 6, so 2 of 8; 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in binary.
  assert.equal(randomiseScores([0.1, 0.2, 0.3], [0, 0, 0], KEY).p, 0.25);
  assert.equal(randomiseScores([1, 1], [1, 1], KEY).p, 1);
});

Deno.test("randomiseScores() does not depend on which system is first", () => {
  const scores = fc.array(
    fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(fc.property(scores, (pairs) => {
    const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
    const [there, back] = [[a, b], [b, a]].map(([x, y]) => {
      return randomiseScores(x!, y!, KEY, { samples: 64 });
    });
    assert.equal(there!.p, back!.p);
    close(there!.difference, -back!.difference);
  }));
});

Deno.test("randomisePredictions() of a mean is randomiseScores()", () => {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const test = randomisePredictions([DARWIN], [NONE], mean, KEY, { samples: 500 })!;
  const same = randomiseScores(DARWIN, NONE, KEY, { samples: 500 });
  assert.equal(test.p, same.p);
  close(test.difference, same.difference);
});

Deno.test("randomisePredictions() exchanges whole predictions, in all seeds at once", () => {
  // Share of right answers, squared: no mean over examples. By hand, first - second of the exchanges
  // none, {0}, {1}, {0, 1}: seed 1 has 1 - 0, ¼ - ¼, ¼ - ¼, 0 - 1; seed 2 has ¼ - 0, 0 - ¼, ¼ - 0, 0 - ¼.
  const metric = (right: readonly number[]) => ((right[0]! + right[1]!) / 2) ** 2;
  const test = randomisePredictions([[1, 1], [1, 0]], [[0, 0], [0, 0]], metric, KEY)!;
  assert.equal(test.difference, (1 + 0.25) / 2);
  assert.equal(test.p, 2 / 4);
  const each = [1.25, -0.25, 0.25, -1.25].map((sum) => sum / 2);
  close(test.standardError, Math.sqrt(each.reduce((sum, d) => sum + d * d, 0) / 4));
});

Deno.test("randomisePredictions() is null where what was seen is undefined", () => {
  assert.equal(randomisePredictions([[1]], [[0]], () => null, KEY), null);
});

Deno.test("randomisationTest() counts an exchange of undefined difference as large", () => {
  const test = randomisationTest(2, ([a, b]) => a === 1 && b === 0 ? null : a === b ? 3 : 1, KEY)!;
  assert.equal(test.p, 3 / 4);
  close(test.standardError, Math.sqrt((9 + 9 + 1) / 3));
});

Deno.test("randomiseScores() and randomisePredictions() refuse what is not paired", () => {
  const message = "Cannot pair predictions: got 1 and 2, expected as many of both and at least one";
  assert.throws(() => randomiseScores([1], [1, 2], KEY), { name: "RangeError", message });
  assert.throws(() => randomiseScores([], [], KEY), { name: "RangeError" });
  const none = () => 0;
  assert.throws(() => randomisePredictions([[1]], [[1, 2]], none, KEY), { message });
  assert.throws(() => randomisePredictions([[1], [1, 2]], [[1], [1, 2]], none, KEY), {
    message: message.replace("1 and 2", "2 and 1"),
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { rougeL } from "../../../tasks/metrics/rouge_l.ts";
import { corpora, tokenPairs, tokens } from "./text_pairs.ts";

const CASES: [string, [string, string][], number | null][] = [
  ["equal texts", [["a b c", "a b c"]], 1],
  // "a c": P = 2/3, R = 2/4; 2.44 × 1/3 / (1/2 + 1.44 × 2/3).
  ["a common subsequence with gaps", [["a x c", "a b c d"]], 2.44 / 3 / (0.5 + 0.96)],
  // "b c" or "b d", not "b c d", which crosses: P = R = 2/3.
  ["words in another order", [["b d c", "b c d"]], 2 / 3],
  ["a word repeated", [["a a a a", "a"]], 2.44 / 4 / (1 + 0.36)],
  ["no overlap", [["x y", "a b"]], 0],
  ["an empty hypothesis", [["", "a b"]], 0],
  ["an empty reference", [["a b", ""]], 0],
  ["empty texts", [["", ""]], 1],
  ["the mean of two pairs", [["a b", "a b"], ["x", "a"]], 0.5],
  ["no pairs", [], null],
];

for (const [name, texts, expected] of CASES) {
  Deno.test(`rougeL() with ${name}`, () => {
    const value = rougeL(tokenPairs(texts));
    if (expected === null) assert.equal(value, null);
    else assert(Math.abs(value! - expected) < 1e-15, `${value}, expected ${expected}`);
  });
}

Deno.test("rougeL() of equal texts is 1", () => {
  fc.assert(fc.property(tokens, (text) => {
    assert.equal(rougeL([{ hypothesis: text, reference: text }]), 1);
  }));
});

Deno.test("rougeL() is the F of the longest common subsequence", () => {
  const longest = (a: string[], b: string[]): number => {
    if (a.length === 0 || b.length === 0) return 0;
    const [x, ...as] = a;
    const [y, ...bs] = b;
    return x === y ? 1 + longest(as, bs) : Math.max(longest(as, b), longest(a, bs));
  };
  fc.assert(
    fc.property(tokens, tokens, (hypothesis, reference) => {
      fc.pre(hypothesis.length + reference.length > 0);
      const expected = 2.44 * longest(hypothesis, reference) /
        (hypothesis.length + 1.44 * reference.length);
      const value = rougeL([{ hypothesis, reference }])!;
      assert(Math.abs(value - expected) < 1e-12, `${value}, expected ${expected}`);
    }),
    { numRuns: 50 },
  );
});

Deno.test("rougeL() does not depend on the order of pairs", () => {
  fc.assert(fc.property(corpora, (pairs) => {
    const [a, b] = [rougeL(pairs), rougeL(pairs.toReversed())];
    assert(a === b || Math.abs(a! - b!) < 1e-12);
  }));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { countNgrams, ORDERS } from "../../../tasks/metrics/ngrams.ts";
import { corpora, tokenPairs } from "./text_pairs.ts";

Deno.test("countNgrams() counts by numbers that all texts share", () => {
  const [first, second] = countNgrams(tokenPairs([["a b a b a", "b a c"], ["c", ""]]));
  assert.deepEqual(first!.hypothesis, {
    length: 5,
    counts: [
      new Map([[0, 3], [1, 2]]), // a, b
      new Map([[0, 2], [1, 2]]), // a b, b a
      new Map([[0, 2], [1, 1]]), // a b a, b a b
      new Map([[0, 1], [1, 1]]), // a b a b, b a b a
    ],
  });
  assert.deepEqual(first!.reference, {
    length: 3,
    // b, a, c; b a, a c; b a c
    counts: [
      new Map([[1, 1], [0, 1], [2, 1]]),
      new Map([[1, 1], [2, 1]]),
      new Map([[2, 1]]),
      new Map(),
    ],
  });
  assert.deepEqual(second!.hypothesis.counts, [new Map([[2, 1]]), new Map(), new Map(), new Map()]);
  assert.equal(second!.reference.length, 0);
});

Deno.test("countNgrams() gives n-grams of one number to equal tokens only", () => {
  fc.assert(fc.property(corpora, (pairs) => {
    for (const [p, { hypothesis, reference }] of countNgrams(pairs).entries()) {
      for (const order of ORDERS) {
        const grams = (text: string[]) =>
          text.slice(order - 1).map((_, i) => text.slice(i, i + order).join(" "));
        const expected = new Set(grams(pairs[p]!.hypothesis))
          .intersection(new Set(grams(pairs[p]!.reference)));
        const found = new Set(hypothesis.counts[order - 1]!.keys())
          .intersection(new Set(reference.counts[order - 1]!.keys()));
        assert.equal(found.size, expected.size);
      }
    }
  }));
});

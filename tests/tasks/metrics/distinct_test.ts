import assert from "node:assert/strict";
import fc from "fast-check";
import { distinct } from "../../../tasks/metrics/distinct.ts";
import { countNgrams } from "../../../tasks/metrics/ngrams.ts";
import { corpora, tokenPairs } from "./text_pairs.ts";

const CASES: [string, string[], number | null, number | null][] = [
  ["all different", ["a b c", "d e"], 1, 1],
  // a, b, c of 6; a b, b a, b c of 4.
  ["repetition within and across texts", ["a b a", "a b c"], 3 / 6, 3 / 4],
  ["one report for all", ["a b", "a b", "a b", "a b"], 2 / 8, 1 / 4],
  ["texts of one word", ["a", "b", "a"], 2 / 3, null],
  ["empty texts", ["", ""], null, null],
  ["no texts", [], null, null],
];

for (const [name, texts, unigrams, bigrams] of CASES) {
  Deno.test(`distinct() with ${name}`, () => {
    const counted = countNgrams(tokenPairs(texts.map((text) => [text, "a x"])))
      .map(({ hypothesis }) => hypothesis);
    assert.deepEqual([distinct(counted, 1), distinct(counted, 2)], [unigrams, bigrams]);
  });
}

Deno.test("distinct() does not depend on the order of texts", () => {
  fc.assert(fc.property(corpora, (pairs) => {
    const texts = countNgrams(pairs).map(({ hypothesis }) => hypothesis);
    assert.equal(distinct(texts, 2), distinct(texts.toReversed(), 2));
  }));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bleu, bleu, bleuNltk } from "../../../tasks/metrics/bleu.ts";
import { countNgrams } from "../../../tasks/metrics/ngrams.ts";
import { corpora, tokenPairs, tokens } from "./text_pairs.ts";

type Texts = [hypothesis: string, reference: string][];

function assertBleu(actual: Bleu, expected: Bleu) {
  for (const [i, value] of expected.entries()) {
    if (value === null || value === 0 || value === 1) assert.equal(actual[i], value);
    else {
      const error = Math.abs(actual[i]! / value - 1);
      assert(error < 1e-12, `BLEU-${i + 1} is ${actual[i]}, expected ${value}`);
    }
  }
}

/** What nltk takes for a precision of 0. */
const TINY = 2 ** -1022;

const CASES: [string, Texts, Bleu, Bleu][] = [
  ["equal texts", [["a b c d e", "a b c d e"], ["a b c d", "a b c d"]], [1, 1, 1, 1], [1, 1, 1, 1]],
  // 4 of 5 tokens, 2 of 4 bigrams ("a b", "b c"), 1 of 3 trigrams, no 4-gram; no brevity penalty.
  [
    "a word too much",
    [["a b c x d", "a b c d"]],
    [4 / 5, Math.sqrt(4 / 5 * 2 / 4), Math.cbrt(4 / 5 * 2 / 4 * 1 / 3), 0],
    [
      4 / 5,
      Math.sqrt(4 / 5 * 2 / 4),
      (4 / 5 * 2 / 4 * 1 / 3) ** 0.33,
      (4 / 5 * 2 / 4 * 1 / 3 * TINY) ** 0.25,
    ],
  ],
  // "a" occurs twice in the reference: 2 of 4 tokens, 1 of 3 bigrams.
  [
    "a word repeated",
    [["a a a a", "a a b c"]],
    [2 / 4, Math.sqrt(2 / 4 * 1 / 3), 0, 0],
    [
      2 / 4,
      Math.sqrt(2 / 4 * 1 / 3),
      (2 / 4 * 1 / 3) ** 0.33 * TINY ** 0.33,
      (2 / 4 * 1 / 3) ** 0.25 * TINY ** 0.5,
    ],
  ],
  // Everything matches; r / h = 8 / 4 tokens.
  [
    "half of the reference",
    [["a b c d", "a b c d e f g h"]],
    [Math.exp(-1), Math.exp(-1), Math.exp(-1), Math.exp(-1)],
    [Math.exp(-1), Math.exp(-1), Math.exp(-1), Math.exp(-1)],
  ],
  // The corpus counts: 6 of 6 tokens, 4 of 4 bigrams, 2 of 2 trigrams, no 4-gram of hypotheses
  // (nltk: 0 of 2); r / h = 7 / 6.
  [
    "short hypotheses",
    [["a b c", "a b c"], ["d e f", "d e f g"]],
    [Math.exp(-1 / 6), Math.exp(-1 / 6), Math.exp(-1 / 6), 0],
    [
      Math.exp(-1 / 6),
      Math.exp(-1 / 6),
      Math.exp(-1 / 6),
      Math.exp(-1 / 6) * TINY ** 0.25,
    ],
  ],
  // nltk: "a" is 0 of 1 bigrams, so that equal short texts score 5/5, 3/4, 2/3 and 1/2.
  [
    "a short text beside a long one, both equal",
    [["a", "a"], ["a b c d", "a b c d"]],
    [1, 1, 1, 1],
    [1, Math.sqrt(3 / 4), (3 / 4 * 2 / 3) ** 0.33, (3 / 4 * 2 / 3 * 1 / 2) ** 0.25],
  ],
  ["no overlap", [["x y z x", "a b c d"]], [0, 0, 0, 0], [0, 0, 0, 0]],
  ["an empty hypothesis", [["", "a b c d"]], [0, 0, 0, 0], [0, 0, 0, 0]],
  ["an empty reference", [["a b c d", ""]], [null, null, null, null], [0, 0, 0, 0]],
  ["empty texts", [["", ""]], [null, null, null, null], [0, 0, 0, 0]],
  ["no pairs", [], [null, null, null, null], [null, null, null, null]],
  // "b" of 2 tokens; the reference has no bigram to find.
  [
    "a reference of one word",
    [["a b", "b"]],
    [1 / 2, null, null, null],
    [1 / 2, (1 / 2 * TINY) ** 0.5, 0.5 ** 0.33 * TINY ** 0.66, 0.5 ** 0.25 * TINY ** 0.75],
  ],
  // r / h = 6 / 4; "a b c d" has 4, 3, 2, 1 n-grams and nltk adds one each for the empty text.
  [
    "one empty hypothesis of two",
    [["a b c d", "a b c d"], ["", "e f"]],
    [Math.exp(-0.5), Math.exp(-0.5), Math.exp(-0.5), Math.exp(-0.5)],
    [
      Math.exp(-0.5) * 4 / 5,
      Math.exp(-0.5) * Math.sqrt(4 / 5 * 3 / 4),
      Math.exp(-0.5) * (4 / 5 * 3 / 4 * 2 / 3) ** 0.33,
      Math.exp(-0.5) * (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25,
    ],
  ],
];

for (const [name, texts, plain, nltk] of CASES) {
  const pairs = countNgrams(tokenPairs(texts));
  Deno.test(`bleu() with ${name}`, () => assertBleu(bleu(pairs), plain));
  Deno.test(`bleuNltk() with ${name}`, () => assertBleu(bleuNltk(pairs), nltk));
}

Deno.test("bleu() of equal texts is 1 where a text has the order", () => {
  fc.assert(fc.property(fc.array(tokens), (texts) => {
    const longest = Math.max(0, ...texts.map((text) => text.length));
    const pairs = texts.map((text) => ({ hypothesis: text, reference: text }));
    assert.deepEqual(bleu(countNgrams(pairs)), [1, 2, 3, 4].map((n) => n > longest ? null : 1));
  }));
});

Deno.test("bleu() and bleuNltk() do not depend on the order of pairs", () => {
  fc.assert(fc.property(corpora, (pairs) => {
    const [forward, backward] = [countNgrams(pairs), countNgrams(pairs.toReversed())];
    assert.deepEqual(bleu(forward), bleu(backward));
    assert.deepEqual(bleuNltk(forward), bleuNltk(backward));
  }));
});

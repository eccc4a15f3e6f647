import assert from "node:assert/strict";
import fc from "fast-check";
import { ciderD } from "../../../tasks/metrics/cider.ts";
import { countNgrams } from "../../../tasks/metrics/ngrams.ts";
import { corpora, tokenPairs } from "./text_pairs.ts";

/** "a" is in both references and weighs 0, everything else ln 2, which cancels. */
const FIRST: [string, string] = ["a b c d", "a b c d"];

const CASES: [string, [string, string][], number | null][] = [
  ["equal texts", [FIRST, ["a e f g", "a e f g"]], 10],
  // The second: e and g of 3 and 3 words, "a e" of 3 and 3 bigrams.
  ["a word replaced", [FIRST, ["a e x g", "a e f g"]], (10 + 10 * (2 / 3 + 1 / 3) / 4) / 2],
  // e, g of e, x, g, y, z; "a e" of 5 bigrams; two tokens longer.
  [
    "a longer hypothesis",
    [FIRST, ["a e x g y z", "a e f g"]],
    (10 + 10 * Math.exp(-4 / 72) * (2 / Math.sqrt(5 * 3) + 1 / Math.sqrt(5 * 3)) / 4) / 2,
  ],
  // e counts once against 3 in the hypothesis: 1 + 1 of norms √(9 + 1) and √3; "e f" of
  // √(4 + 1) and √3.
  [
    "a word repeated",
    [FIRST, ["e e e f", "a e f g"]],
    (10 + 10 * (2 / Math.sqrt(30) + 1 / Math.sqrt(15)) / 4) / 2,
  ],
  // Weights: b ln 3, c and d ln 1.5; the others of their pairs score 0.
  [
    "words of different weights",
    [["b c", "b c d"], ["", "c e"], ["x", "d f"]],
    10 / 4 / 3 * Math.exp(-1 / 72) * (
      (Math.log(3) ** 2 + Math.log(1.5) ** 2) /
        (Math.sqrt(Math.log(3) ** 2 + Math.log(1.5) ** 2) *
          Math.sqrt(Math.log(3) ** 2 + 2 * Math.log(1.5) ** 2)) +
      1 / Math.sqrt(2)
    ),
  ],
  ["equal texts of two words: no trigrams", [["a b", "a b"], ["c d", "c d"]], 5],
  ["no overlap", [["x y", "a b"], ["x y", "c d"]], 0],
  ["empty hypotheses", [["", "a b"], ["", "c d"]], 0],
  ["an empty reference", [["a b c d", ""], FIRST], 5],
  ["one pair", [FIRST], null],
  ["equal references", [["x", "a b"], ["a b", "a b"]], null],
  ["empty references", [["x", ""], ["", ""]], null],
  ["no pairs", [], null],
];

for (const [name, texts, expected] of CASES) {
  Deno.test(`ciderD() with ${name}`, () => {
    const value = ciderD(countNgrams(tokenPairs(texts)));
    if (expected === null) assert.equal(value, null);
    else assert(Math.abs(value! - expected) < 1e-12, `${value}, expected ${expected}`);
  });
}

Deno.test("ciderD() of equal texts is highest, and 10 where all have something of their own", () => {
  fc.assert(fc.property(fc.array(fc.array(fc.nat(2), { maxLength: 4 })), (texts) => {
    fc.pre(texts.length > 1);
    const own = texts.map((text, i) =>
      [...text, `${i}.1`, `${i}.2`, `${i}.3`, `${i}.4`].map(String)
    );
    const value = ciderD(countNgrams(own.map((text) => ({ hypothesis: text, reference: text }))))!;
    assert(Math.abs(value - 10) < 1e-12, `${value}`);
  }));
});

Deno.test("ciderD() is within 0 and 10 and does not depend on the order of pairs", () => {
  fc.assert(fc.property(corpora, (pairs) => {
    const value = ciderD(countNgrams(pairs));
    const reversed = ciderD(countNgrams(pairs.toReversed()));
    if (value === null) return assert.equal(reversed, null);
    assert(value >= 0 && value < 10 + 1e-12, `${value}`);
    assert(Math.abs(value - reversed!) < 1e-12, `${value} and ${reversed}`);
  }));
});

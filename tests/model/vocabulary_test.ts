import assert from "node:assert/strict";
import fc from "fast-check";
import { Tokenizer } from "../../model/tokenizer.ts";
import { buildVocabulary } from "../../model/vocabulary.ts";
import { SPECIAL_TOKENS } from "../../model/words.ts";

/** 5 special tokens, 36 + 36 letters and digits, 32 marks. */
const ALPHABET_SIZE = 109;

Deno.test("buildVocabulary() of no text holds special tokens and an ASCII alphabet", () => {
  const vocabulary = buildVocabulary([], { size: 500 });
  assert.equal(vocabulary.length, ALPHABET_SIZE);
  assert.deepEqual(vocabulary.slice(0, 5), [...SPECIAL_TOKENS]);
  assert.deepEqual(vocabulary.slice(5, 9), ["!", '"', "#", "$"]);
  assert.deepEqual(vocabulary.slice(-2), ["##y", "##z"]);
});

Deno.test("buildVocabulary() merges the most frequent pair first, the lower one among equals", () => {
  const texts = ["lung lung lung", "bad bad", "Dab dab", "once"];
  const merged = buildVocabulary(texts, { size: 500 }).slice(ALPHABET_SIZE);
  // lung 3×: "##n ##g" < "##u ##n" < "l ##u", then "##u ##ng", "l ##ung"; bad and dab 2×:
  // "##a ##b" < "##a ##d" < "b ##ad" < "d ##ab"; "once" occurs once only.
  assert.deepEqual(merged, ["##ng", "##ung", "lung", "##ab", "##ad", "bad", "dab"]);
});

Deno.test("buildVocabulary() merges repeated letters from the left", () => {
  const merged = buildVocabulary(["xaaaa"], { size: 500, minFrequency: 1 }).slice(ALPHABET_SIZE);
  assert.deepEqual(merged, ["##aa", "##aaaa", "xaaaa"]);
});

Deno.test("buildVocabulary() stops at its size and at its frequency", () => {
  const texts = ["lung lung lung bad bad"];
  assert.deepEqual(buildVocabulary(texts, { size: ALPHABET_SIZE + 1 }).slice(-1), ["##ng"]);
  assert.deepEqual(buildVocabulary(texts, { size: 500, minFrequency: 3 }).slice(-1), ["lung"]);
});

Deno.test("buildVocabulary() has no special token of its own for one in a text", () => {
  const vocabulary = buildVocabulary(["[MASK] [MASK]"], { size: 500 });
  assert.equal(vocabulary.length, ALPHABET_SIZE);
});

Deno.test("buildVocabulary() throws where the alphabet does not fit", () => {
  assert.throws(() => buildVocabulary(["ß"], { size: ALPHABET_SIZE }), {
    name: "RangeError",
    message:
      "Cannot build a vocabulary of 109 tokens: special tokens and alphabet need 110, raise size",
  });
});

const corpus = fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { maxLength: 8 });

Deno.test("buildVocabulary() needs no [UNK] for its own texts, nor for any ASCII text", () => {
  const ascii = fc.string({ unit: "binary-ascii", maxLength: 80 });
  fc.assert(fc.property(corpus, ascii, (texts, other) => {
    const tokenizer = Tokenizer.fromVocabulary(buildVocabulary(texts, { size: 2000 }));
    for (const text of [...texts, other]) {
      assert.ok(!tokenizer.encode(text).includes(tokenizer.special.unk), text);
    }
  }));
});

Deno.test("buildVocabulary() does not depend on the order of the texts", () => {
  fc.assert(fc.property(corpus, fc.nat(), (texts, turn) => {
    const at = turn % (texts.length + 1);
    const turned = [...texts.slice(at), ...texts.slice(0, at)].reverse();
    const options = { size: 2000, minFrequency: 1 };
    assert.deepEqual(buildVocabulary(turned, options), buildVocabulary(texts, options));
  }));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { textMetrics } from "../../../tasks/metrics/text.ts";

Deno.test("textMetrics() compares raw text under nltk, tokens elsewhere", () => {
  const pairs = [{ hypothesis: "the heart is normal .", reference: "The heart is normal." }];
  const { bleu_3_nltk, bleu_4_nltk, ...metrics } = textMetrics(pairs);
  // Raw: "heart", "is" of 5, "heart is" of 4, nothing longer.
  assert.deepEqual(metrics, {
    bleu_1_nltk: 2 / 5,
    bleu_2_nltk: Math.exp(0.5 * Math.log(2 / 5) + 0.5 * Math.log(1 / 4)),
    bleu_1_tokenized: 1,
    bleu_2_tokenized: 1,
    bleu_3_tokenized: 1,
    bleu_4_tokenized: 1,
    rouge_l_coco_tokenized: 1,
    cider_d_tokenized: null,
    distinct_1_tokenized: 1,
    distinct_2_tokenized: 1,
    words_mean: 4,
  });
  assert(Math.abs(bleu_3_nltk! / (0.1 ** 0.33 * 2 ** (-1022 * 0.33)) - 1) < 1e-12);
  assert(Math.abs(bleu_4_nltk! / (0.1 ** 0.25 * 2 ** -511) - 1) < 1e-12);
});

Deno.test("textMetrics() takes distinct n-grams and words from the hypotheses", () => {
  const metrics = textMetrics([
    { hypothesis: "no edema . no mass .", reference: "a b c d e f g h" },
    { hypothesis: "no edema .", reference: "i j k" },
  ]);
  // no, edema, ".", mass of 9; "no edema", "edema .", ". no", "no mass", "mass ." of 7.
  assert.equal(metrics.distinct_1_tokenized, 4 / 9);
  assert.equal(metrics.distinct_2_tokenized, 5 / 7);
  assert.equal(metrics.words_mean, 6 / 2);
});

Deno.test("textMetrics() reads references to their end", () => {
  const reference = Array.from({ length: 2000 }, (_, i) => `w${i}`).join(" ");
  const metrics = textMetrics([{ hypothesis: "w1996 w1997 w1998 w1999", reference }]);
  assert.equal(metrics.bleu_4_tokenized, Math.exp(1 - 2000 / 4));
  // P = 1, R = 1/500.
  assert.equal(metrics.rouge_l_coco_tokenized, 2.44 / 500 / (1 / 500 + 1.44));
});

Deno.test("textMetrics() without pairs is null", () => {
  assert.deepEqual(new Set(Object.values(textMetrics([]))), new Set([null]));
});

const texts = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(fc.constantFrom("No", "edema", "mass", ".", "", "2.5"), { maxLength: 9 })
    .map((words) => words.join(" ")),
);
const corpora = fc.array(fc.record({ hypothesis: texts, reference: texts }), { maxLength: 6 });

Deno.test("textMetrics() is a number in range or null, whatever the order of pairs", () => {
  fc.assert(fc.property(corpora, (pairs) => {
    const reversed = textMetrics(pairs.toReversed());
    for (const [name, value] of Object.entries(textMetrics(pairs))) {
      if (value === null) assert.equal(reversed[name], null, name);
      else {
        const most = name === "words_mean" ? Infinity : name.startsWith("cider") ? 10 : 1;
        assert(value >= 0 && value < most + 1e-12, `${name} is ${value}`);
        assert(Math.abs(value - reversed[name]!) < 1e-12, `${name}: ${value}, ${reversed[name]}`);
      }
    }
  }));
});

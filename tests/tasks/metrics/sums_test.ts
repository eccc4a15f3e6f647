/** Metrics as functions of sums: the same as the metrics themselves, on any set of examples. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { bleu, bleuNltk, bleuNltkSums, bleuSums } from "../../../tasks/metrics/bleu.ts";
import { ciderD, ciderDScores } from "../../../tasks/metrics/cider.ts";
import { f1Scores, f1Sums } from "../../../tasks/metrics/f1.ts";
import {
  labelAgreement,
  labelAgreementSums,
  type LabelTable,
} from "../../../tasks/metrics/label_agreement.ts";
import { countNgrams } from "../../../tasks/metrics/ngrams.ts";
import { joinSums, meanSums, type Sums, totals } from "../../../tasks/metrics/sums.ts";
import { textMetrics, textSums } from "../../../tasks/metrics/text.ts";
import { corpora } from "./text_pairs.ts";

/** What sums give for all their examples, by name. */
function valuesOf(sums: Sums): Record<string, number | null> {
  const values = sums.values(totals(sums.addends));
  assert.equal(values.length, sums.names.length);
  return Object.fromEntries(sums.names.map((name, m) => [name, values[m]!]));
}

/** Equal, but for rounding. */
function near(actual: Record<string, number | null>, expected: Record<string, number | null>) {
  for (const [name, value] of Object.entries(actual)) {
    const wanted = expected[name]!;
    if (value === null || wanted === null) assert.equal(value, wanted, name);
    else assert.ok(Math.abs(value - wanted) < 1e-12, `${name}: ${value}, expected ${wanted}`);
  }
}

Deno.test("meanSums() by hand: means over the examples that have a score", () => {
  const sums = meanSums({ a: [1, 0, 1, null], b: [null, null, null, 0.5] });
  assert.deepEqual(sums.addends, [[1, 1, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0.5, 1]]);
  assert.deepEqual(valuesOf(sums), { a: 2 / 3, b: 0.5 });
  assert.deepEqual(sums.values(totals(sums.addends.slice(0, 2))), [1 / 2, null]);
});

Deno.test("joinSums() puts the sums of each side by side", () => {
  const joined = joinSums([meanSums({ a: [1, 0] }), meanSums({ b: [4, 2], c: [null, 1] })]);
  assert.deepEqual(joined.names, ["a", "b", "c"]);
  assert.deepEqual(joined.addends, [[1, 1, 4, 1, 0, 0], [0, 1, 2, 1, 1, 1]]);
  assert.deepEqual(valuesOf(joined), { a: 0.5, b: 3, c: 1 });
});

Deno.test("f1Sums() is f1Scores()", () => {
  const row = fc.tuple(fc.nat(1), fc.nat(1), fc.nat(9), fc.nat(9));
  fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
    const targets = rows.map(([a, b]) => [a, b]);
    const scores = rows.map(([, , a, b]) => [a / 9, b / 9]);
    for (const thresholds of [0.5, [0.2, 0.8]]) {
      const { micro, macro } = f1Scores(targets, scores, thresholds);
      const sums = f1Sums(targets, scores, thresholds, ["micro", "macro"]);
      assert.deepEqual(valuesOf(sums), { micro, macro });
    }
  }));
});

Deno.test("bleuSums() and bleuNltkSums() are BLEU of the pairs drawn, some more than once", () => {
  const drawn = fc.tuple(corpora, fc.array(fc.nat(4), { minLength: 1, maxLength: 8 }));
  const names = ["1", "2", "3", "4"];
  fc.assert(fc.property(drawn, ([tokens, places]) => {
    const pairs = countNgrams(tokens);
    if (pairs.length === 0) return;
    const indices = places.map((place) => place % pairs.length);
    const sample = indices.map((i) => pairs[i]!);
    for (
      const [sums, expected] of [
        [bleuSums(pairs, names), bleu(sample)],
        [bleuNltkSums(pairs, names), bleuNltk(sample)],
      ] as const
    ) {
      assert.deepEqual(sums.values(totals(indices.map((i) => sums.addends[i]!))), expected);
    }
  }));
});

Deno.test("ciderDScores() are what ciderD() is the mean of", () => {
  fc.assert(fc.property(corpora, (tokens) => {
    const pairs = countNgrams(tokens);
    const scores = ciderDScores(pairs);
    const expected = ciderD(pairs);
    if (expected === null) return assert.deepEqual(scores, pairs.map(() => null));
    const mean = scores.reduce<number>((sum, score) => sum + score!, 0) / pairs.length;
    assert.ok(Math.abs(mean - expected) < 1e-12);
  }));
});

Deno.test("textSums() is textMetrics()", () => {
  fc.assert(fc.property(corpora.filter((pairs) => pairs.length > 0), (tokens) => {
    const pairs = tokens.map(({ hypothesis, reference }) => ({
      hypothesis: hypothesis.join(" "),
      reference: reference.join(" "),
    }));
    const sums = textSums(pairs);
    assert.deepEqual(sums.names, [
      ...[1, 2, 3, 4].map((order) => `bleu_${order}_nltk`),
      ...[1, 2, 3, 4].map((order) => `bleu_${order}_tokenized`),
      "rouge_l_coco_tokenized",
      "cider_d_tokenized",
    ]);
    near(valuesOf(sums), textMetrics(pairs));
  }));
});

Deno.test("labelAgreementSums() are the micro metrics of labelAgreement()", () => {
  const label = fc.constantFrom(1, 0, -1, null);
  const row = fc.tuple(label, label, label);
  fc.assert(fc.property(fc.array(fc.tuple(row, row), { minLength: 1 }), (rows) => {
    const [hypotheses, references] = [0, 1].map((side): LabelTable =>
      rows.map((own) => own[side]!)
    );
    const values = valuesOf(labelAgreementSums(hypotheses!, references!));
    assert.equal(Object.keys(values).length, 3);
    near(values, labelAgreement(hypotheses!, references!));
  }));
});

/** What report generation feeds, loses and predicts: exact values. */
import assert from "node:assert/strict";
import { openEngine } from "../../model/engine/mod.ts";
import { encode } from "../../model/encoder.ts";
import { statesAt, wordLogits } from "../../model/heads.ts";
import { initialParameters } from "../../model/init.ts";
import { layoutOf } from "../../model/layout.ts";
import { finetuningMask } from "../../model/masks.ts";
import { networkParameters } from "../../model/parameters.ts";
import { type Protocol, PROTOCOLS } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { labelReport } from "../../datasets/labeler/mod.ts";
import { cachedImages } from "../../tasks/images.ts";
import { reportGeneration } from "../../tasks/report_generation.ts";
import { reportGenerationConfigSchema } from "../../tasks/report_generation_config.ts";
import { maskReport } from "../../tasks/report_masking.ts";
import type { Studies } from "../../tasks/studies.ts";
import type { Prediction } from "../../tasks/task.ts";
import { lossOf, oracle, studiesOf } from "./oracle.ts";
import { openTiny, type Tiny } from "./tiny.ts";

let tiny: Tiny;
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

const FREQUENT = "No pneumothorax.";

function bound(fields = {}, protocol: Partial<Protocol> = PROTOCOLS.fixed) {
  const { model, tokenizer, studies } = tiny;
  return reportGeneration.bind({
    config: reportGenerationConfigSchema.parse({ task: "report-generation", ...fields }),
    ...{ target: { frequent: FREQUENT }, model, tokenizer, protocol },
    images: cachedImages(studies, model),
    labelNames: [],
  });
}

const TEXTS = [[70, 71, 72], [], [73, 74, 75, 76, 77, 78, 79]];
const HALF = { maskRate: 0.5, maxPredictions: null };

for (const mask of ["s2s", "bar"] as const) {
  Deno.test(`report generation feeds hidden reports under ${mask}, and no empty one`, () => {
    const studies = studiesOf(tiny, ...TEXTS.map((tokens) => ({ tokens })));
    const task = bound({ mask, ...HALF });
    const { items, feed } = task.batches(studies);
    assert.equal(items, 2);
    const inputs = feed([1, 0], Key.of(1), 2, 9);
    assert.deepEqual(
      Object.entries(inputs).map(([name, { dtype, shape }]) => [name, dtype, ...shape]),
      [
        ["ids", "int32", 2, 23],
        ["types", "int32", 2, 27],
        ["positions", "int32", 27],
        ["mask", "int32", 2, 27, 27],
        ["features", "float32", 2, 4, 64],
        ["labelled", "int32", 64],
        ["labels", "int32", 64],
        ["weights", "float32", 64],
      ],
    );
    const { special } = tiny.tokenizer;
    const whole = [studies[2]!, studies[0]!];
    const masked = whole.map(({ row, tokens }) => {
      const stream = Key.of(1).fold("mask").fold(2).fold(row).stream();
      return maskReport(tokens, { rate: 0.5, maximum: null }, special, stream);
    });
    const pads = (count: number) => Array<number>(count).fill(special.pad);
    assert.deepEqual([...inputs.ids!.data], [
      ...[special.cls, special.sep, ...masked[0]!.ids, ...pads(13)],
      ...[special.cls, special.sep, ...masked[1]!.ids, ...pads(17)],
    ]);
    const fill = (value: number, count: number) => Array<number>(count).fill(value);
    assert.deepEqual([...inputs.types!.data], [
      ...[...fill(0, 6), ...fill(1, 8), ...fill(0, 13)],
      ...[...fill(0, 6), ...fill(1, 4), ...fill(0, 17)],
    ]);
    assert.deepEqual([...inputs.positions!.data], [0, 0, 1, 2, 3, 0, ...Array(21).keys()]);
    assert.deepEqual(
      [...inputs.mask!.data],
      whole.flatMap(({ tokens }) => [
        ...finetuningMask(mask, { imageTokens: 4, textTokens: 20, realText: tokens.length }),
      ]),
    );
    // Round half to even: of 7 tokens 4 (3.5), of 3 tokens 2 (1.5).
    const places = masked.map(({ places }) => places);
    assert.deepEqual(places.map(({ length }) => length), [4, 2]);
    const expected = places.flatMap((own, b) => own.map((place) => 27 * b + 6 + place));
    assert.deepEqual([...inputs.labelled!.data], [...expected, ...fill(0, 58)]);
    assert.deepEqual(
      [...inputs.labels!.data],
      [...masked.flatMap(({ labels }) => labels), ...fill(0, 58)],
    );
    assert.deepEqual([...inputs.weights!.data], [...fill(1, 6), ...fill(0, 58)]);
    assert.deepEqual(
      [...inputs.features!.data],
      whole.flatMap((study) => [...tiny.studies.features(study)]),
    );
  });
}

Deno.test("report generation hides by key, epoch and study, not by batch or step", () => {
  const studies = studiesOf(tiny, ...TEXTS.map((tokens) => ({ tokens })));
  const { feed } = bound(HALF).batches(studies);
  const ids = (batch: number[], key: number, epoch: number, step: number) => {
    const { data } = feed(batch, Key.of(key), epoch, step).ids!;
    return batch.map((_, b) => [...data.slice(23 * b, 23 * (b + 1))]);
  };
  const [first, second] = ids([0, 1], 1, 0, 0);
  assert.deepEqual(ids([1, 0], 1, 0, 5), [second, first]);
  assert.deepEqual(ids([1], 1, 0, 5), [second]);
  assert.notDeepEqual(ids([0, 1], 2, 0, 0), [first, second]);
  assert.notDeepEqual(ids([0, 1], 1, 1, 0), [first, second]);
});

Deno.test("report generation weighs words as it is told", () => {
  const studies = studiesOf(tiny, { tokens: [70, 71, 72, 71] });
  const wordWeights = { [tiny.tokenizer.vocabulary[71]!]: 4 };
  const { feed } = bound({ maskRate: 1, maxPredictions: null, wordWeights }).batches(studies);
  const { labels, weights } = feed([0], Key.of(1), 0, 0);
  const predicted = [...labels!.data.slice(0, 4)];
  assert.ok(predicted.includes(71) && new Set(predicted).size > 1);
  const expected = predicted.map((label) => label === 71 ? 4 : 1);
  assert.deepEqual([...weights!.data.slice(0, 5)], [...expected, 0]);
});

Deno.test("report generation knows the switch for positions", () => {
  const studies = studiesOf(tiny, { tokens: [70] });
  const feed = bound({}, PROTOCOLS.reference).batches(studies).feed([0], Key.of(1), 0, 0);
  assert.deepEqual([...feed.positions!.data.slice(0, 8)], [0, 0, 1, 2, 3, 5, 0, 1]);
});

Deno.test("report generation loses the mean cross-entropy of the hidden words", async () => {
  const studies = studiesOf(tiny, ...TEXTS.map((tokens) => ({ tokens })));
  const task = bound(HALF);
  const feed = task.batches(studies).feed([0, 1], Key.of(1), 0, 0);
  const { model } = tiny;
  const layout = layoutOf("report-generation", false);
  const weights = initialParameters(networkParameters(model, task.heads), Key.of(5));
  const session = (await openEngine("js")).load((params, inputs) => {
    const { ids, features, positions, types, mask } = inputs;
    const sequence = {
      ...{ ids: ids!, features: features!, positions: positions!, types: types!, mask: mask! },
    };
    const { hidden } = encode(params, sequence, model, layout);
    return { outputs: { logits: wordLogits(params, statesAt(hidden, inputs.labelled!)) } };
  }, weights);
  const { logits } = await session.run(feed);
  session.dispose();
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    const row = [...logits!.data.slice(i * model.vocabulary, (i + 1) * model.vocabulary)];
    sum += Math.log(row.reduce((total, x) => total + Math.exp(x), 0)) - row[feed.labels!.data[i]!]!;
  }
  const expected = sum / (6 + 1e-5);
  const loss = await lossOf(tiny, task, feed);
  assert.ok(Math.abs(loss - expected) < 1e-5, `${loss}, expected ${expected}`);
});

Deno.test("report generation writes of the test split and only measures the valid one", async () => {
  const studies = studiesOf(tiny, { text: "No edema.", tokens: [70] }, { text: "", tokens: [] });
  const task = bound({ decoding: { maxTokens: 3 } });
  const load = await oracle(tiny, task);
  using test = task.predictor(load, "test");
  const predictions = await test.predict(studies);
  for (const [i, { id, text }] of studies.map(({ example }) => example).entries()) {
    const { generated, perplexity, ...rest } = predictions[i]!;
    assert.equal(typeof generated, "string");
    const labels = { reference: labelReport(text), generated: labelReport(generated as string) };
    assert.deepEqual(rest, { id, reference: text, labels });
    if (text === "") assert.equal(perplexity, null);
    else assert.ok(perplexity as number > 1);
  }
  using valid = task.predictor(load, "valid");
  assert.deepEqual(
    await valid.predict(studies),
    predictions.map(({ id, reference, perplexity }) => ({ id, reference, perplexity })),
  );
});

Deno.test("report generation asks for the switches of decoding where it decodes", async () => {
  const { greedyDecoding: _, ...rest } = PROTOCOLS.fixed;
  const task = bound({}, rest);
  const load = await oracle(tiny, task);
  task.predictor(load, "valid")[Symbol.dispose]();
  assert.throws(() => task.predictor(load, "test"), /greedyDecoding/);
});

/** A report beside one that was written, with the labels of Edema and Fracture. */
function written(
  reference: string,
  generated: string,
  perplexity: number | null,
  labels: { reference: unknown[]; generated: unknown[] },
): Prediction {
  return { id: reference, reference, generated, labels, perplexity };
}

Deno.test("report generation has perplexity, metrics of text and of labels", () => {
  const { metrics } = bound();
  const labels = { reference: [1, 0], generated: [1, null] };
  const all = metrics([
    written("no edema", "no edema", 2, labels),
    written("a fracture", "a rib", 4, { reference: [0, 1], generated: [1, 1] }),
    written("", "no", null, { reference: [null, null], generated: [null, null] }),
  ]);
  // Of three texts.
  assert.equal(all.perplexity, 3);
  assert.equal(all.words_mean, 5 / 3);
  assert.equal(all.distinct_1_tokenized, 4 / 5);
  // 3 of 5 words: "no", "edema" and "a"; the hypothesis is the longer text.
  assert.ok(Math.abs(all.bleu_1_tokenized! - 3 / 5) < 1e-12);
  // Equal: 1 and null of (1, 1, null), 2 of 3; null ≠ 0, 1, null of (null, 1, null), 2 of 3.
  assert.ok(Math.abs(all.label_accuracy_macro! - 2 / 3) < 1e-12);
  // Of what the written texts say 1 of 2 and 1 of 1; of what the references say 1 of 2 and 1 of 2.
  assert.equal(all.label_precision_mentioned_macro, 3 / 4);
  assert.equal(all.label_recall_mentioned_macro, 1 / 2);
  assert.equal(all.label_precision_positive_micro, 2 / 3);
  assert.equal(all.label_recall_positive_micro, 1);
});

Deno.test("report generation has the metrics of what is there", () => {
  const { metrics } = bound();
  const bare = (perplexity: number | null) => ({ id: "a", reference: "x", perplexity });
  assert.deepEqual(metrics([bare(2), bare(3), bare(null)]), { perplexity: 2.5 });
  assert.deepEqual(metrics([bare(null)]), { perplexity: null });
  const studies = studiesOf(tiny, { text: "No edema." }, { text: "Edema." });
  const { frequent } = bound().baselines(studies);
  assert.deepEqual(
    frequent,
    studies.map(({ example: { id, text } }) => ({
      ...{ id, reference: text, generated: FREQUENT },
      labels: { reference: labelReport(text), generated: labelReport(FREQUENT) },
    })),
  );
  const baseline = metrics(frequent!);
  assert.ok(!("perplexity" in baseline));
  // "no", "." of "no pneumothorax ." and "." of another, of 6 words.
  assert.ok(Math.abs(baseline.bleu_1_tokenized! - 3 / 6) < 1e-12);
});

Deno.test("reportGeneration.target() is the most frequent report, of equals the first", () => {
  const config = reportGenerationConfigSchema.parse({ task: "report-generation" });
  const target = (...texts: string[]) =>
    reportGeneration.target(
      studiesOf(tiny, ...texts.map((text) => ({ text }))),
      {} as Studies,
      {},
      config,
    );
  assert.deepEqual(target("", "", "b", "a", "a"), { frequent: "a" });
  assert.deepEqual(target("b", "a"), { frequent: "b" });
  assert.throws(() => target("", ""), {
    message: "Cannot learn to write reports: none of the 2 training studies has one",
  });
});

Deno.test("report generation picks the epoch by the lowest perplexity", () => {
  const config = reportGenerationConfigSchema.parse({ task: "report-generation" });
  const { selection } = reportGeneration.recipe(config);
  assert.deepEqual(selection, { metric: "perplexity", better: "lower" });
  const { heads, trains } = bound();
  assert.deepEqual([heads, trains], [{ words: true }, { trunk: false, pooler: false }]);
});

Deno.test("what only beams can keep is refused of greedy decoding", () => {
  const parse = (decoding: object) =>
    reportGenerationConfigSchema.safeParse({ task: "report-generation", decoding });
  for (const field of [{ minTokens: 1 }, { lengthPenalty: 1 }, { blockNgrams: 3 }]) {
    const { error } = parse(field);
    assert.match(error!.message, /need beams: 2 or more/);
    assert.ok(parse({ ...field, beams: 2 }).success);
  }
});

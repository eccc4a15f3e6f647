/** What visual question answering feeds, loses and predicts: exact values. */
import assert from "node:assert/strict";
import type { Question } from "../../datasets/dataset.ts";
import { float32 } from "../../model/engine/mod.ts";
import { answerLogits, productPooler } from "../../model/heads.ts";
import { layoutOf } from "../../model/layout.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { cachedImages } from "../../tasks/images.ts";
import { pairs } from "../../tasks/pair.ts";
import type { Studies } from "../../tasks/studies.ts";
import type { Prediction, Target } from "../../tasks/task.ts";
import { vqa } from "../../tasks/vqa.ts";
import { vqaConfigSchema } from "../../tasks/vqa_config.ts";
import { lossOf, oracle, sessionOf, studiesOf } from "./oracle.ts";
import { openTiny, type Tiny } from "./tiny.ts";

let tiny: Tiny;
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

const TARGET: Target = {
  answers: ["yes", "no", "left lung"],
  majority: { closed: "no", open: "left lung" },
};

function bound(protocol = PROTOCOLS.fixed) {
  const { model, tokenizer, studies } = tiny;
  return vqa.bind({
    config: vqaConfigSchema.parse({ task: "vqa" }),
    ...{ target: TARGET, model, tokenizer, protocol: { positions: protocol.positions } },
    images: cachedImages(studies, model),
    labelNames: [],
  });
}

let asked = 0;
function ask(
  question: string,
  answer: string,
  type: Question["type"] = "closed",
  organ = "chest",
): Question {
  return { id: `q${asked++}`, question, answer, type, organ };
}

Deno.test("vqa goes over questions: a study gives as many items as it has", () => {
  const studies = studiesOf(
    tiny,
    { questions: [ask("is there edema?", "Yes."), ask("where?", "the Left lung", "open")] },
    { questions: [] },
    { questions: [ask("is there edema?", "right lung", "open")] },
  );
  const task = bound();
  assert.deepEqual([task.heads, task.trains], [{ answers: 3 }, { trunk: false, pooler: false }]);
  const { items, feed } = task.batches(studies);
  assert.equal(items, 3);
  const inputs = feed([2, 0, 1], Key.of(1), 0, 0);
  assert.deepEqual(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, dtype, ...shape]),
    [
      ["ids", "int32", 3, 23],
      ["types", "int32", 3, 27],
      ["positions", "int32", 27],
      ["mask", "int32", 3, 1, 27],
      ["features", "float32", 3, 4, 64],
      ["targets", "float32", 3, 3],
    ],
  );
  // An answer that is no class is wrong in every class.
  assert.deepEqual([...inputs.targets!.data], [0, 0, 0, 1, 0, 0, 0, 0, 1]);
  const features = [2, 0, 0].flatMap((i) => [...tiny.studies.features(studies[i]!)]);
  assert.deepEqual([...inputs.features!.data], features);
  const { cls, sep, pad } = tiny.tokenizer.special;
  const row = (question: string) => {
    const own = [cls, sep, ...tiny.tokenizer.encode(question), sep];
    return [...own, ...Array(23 - own.length).fill(pad)];
  };
  // Questions are cleaned: no mark is left.
  const expected = ["is there edema", "is there edema", "where"].flatMap(row);
  assert.deepEqual([...inputs.ids!.data], expected);
});

Deno.test("vqa cuts a long question at its end, and knows the switch for positions", () => {
  const question = Array(30).fill("edema").join(" ");
  const tokens = [...tiny.tokenizer.encode(question)].slice(0, 20);
  const studies = studiesOf(tiny, { questions: [ask(question, "yes")] });
  const { ids, positions } = bound().batches(studies).feed([0], Key.of(1), 0, 0);
  const { cls, sep } = tiny.tokenizer.special;
  assert.deepEqual([...ids!.data], [cls, sep, ...tokens, sep]);
  assert.deepEqual([...positions!.data.slice(0, 7)], [0, 0, 1, 2, 3, 0, 0]);
  const own = bound(PROTOCOLS.reference).batches(studies).feed([0], Key.of(1), 0, 0);
  assert.deepEqual([...own.positions!.data.slice(0, 7)], [0, 0, 1, 2, 3, 5, 0]);
});

Deno.test("vqa loses the mean binary cross-entropy over questions and classes", async () => {
  const studies = studiesOf(
    tiny,
    { questions: [ask("is there edema", "yes"), ask("where", "left lung", "open")] },
    { questions: [ask("is there edema", "liver", "open")] },
  );
  const task = bound();
  const feed = task.batches(studies).feed([0, 1, 2], Key.of(1), 0, 0);
  const load = await oracle(tiny, task);
  const rows: number[][] = [];
  using predictor = task.predictor((program) => {
    const session = load(program);
    return {
      ...session,
      async run(feed) {
        const outputs = await session.run(feed);
        const logits = outputs.scores!;
        for (let b = 0; b < 3; b++) rows.push([...logits.data.slice(3 * b, 3 * b + 3)]);
        return outputs;
      },
      dispose: () => session.dispose(),
    };
  }, "valid");
  await predictor.predict(studies);
  const targets = [[1, 0, 0], [0, 0, 1], [0, 0, 0]];
  const losses = rows.flatMap((row, b) =>
    row.map((x, j) => {
      const p = 1 / (1 + Math.exp(-x));
      return -(targets[b]![j]! * Math.log(p) + (1 - targets[b]![j]!) * Math.log(1 - p));
    })
  );
  assert.equal(losses.length, 9);
  const expected = losses.reduce((sum, loss) => sum + loss) / 9;
  const loss = await lossOf(tiny, task, feed);
  assert.ok(Math.abs(loss - expected) < 1e-6, `${loss}, expected ${expected}`);
});

Deno.test("vqa predicts the first of the best classes for every question", async () => {
  const studies = studiesOf(
    tiny,
    { questions: [ask("is there edema?", "No"), ask("where?", "The liver", "open", "abdomen")] },
    { questions: [ask("where?", "Left Lung", "open")] },
  );
  const scores = [0, 2, 2, -3, -2, -1, 5, 1, 2];
  using predictor = bound().predictor(
    () => sessionOf(() => ({ scores: float32(scores, [3, 3]) })),
    "test",
  );
  const [a, b] = studies.map(({ example }) => example);
  assert.deepEqual(await predictor.predict(studies), [
    {
      ...{ id: a!.questions[0]!.id, study: a!.id, question: "is there edema?" },
      ...{ type: "closed", organ: "chest", answer: "no", known: true, predicted: "no" },
    },
    {
      ...{ id: a!.questions[1]!.id, study: a!.id, question: "where?" },
      ...{ type: "open", organ: "abdomen", answer: "liver", known: false, predicted: "left lung" },
    },
    {
      ...{ id: b!.questions[0]!.id, study: b!.id, question: "where?" },
      ...{ type: "open", organ: "chest", answer: "left lung", known: true, predicted: "yes" },
    },
  ]);
});

Deno.test("vqa answers from the product of [CLS] and the first [SEP]", async () => {
  const task = bound();
  const studies = studiesOf(tiny, { questions: [ask("is there edema", "yes")] });
  const { model, tokenizer: { special } } = tiny;
  const pair = pairs({
    ...{ model, special, textTokens: model.textTokens, layout: layoutOf("vqa", false) },
    images: cachedImages(tiny.studies, model),
  });
  const load = await oracle(tiny, task);
  const session = load((params, feed) => {
    const { hidden } = pair.encode(params, feed);
    return { outputs: { scores: answerLogits(params, productPooler(hidden, 5)) } };
  });
  const { scores } = await session.run(
    pair.feed(studies, [tiny.tokenizer.encode("is there edema")]),
  );
  session.dispose();
  const expected = [...scores!.data].reduce(
    (sum, x, j) => sum + (j === 0 ? Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
    0,
  ) / 3;
  const loss = await lossOf(tiny, task, task.batches(studies).feed([0], Key.of(1), 0, 0));
  assert.ok(Math.abs(loss - expected) < 1e-6, `${loss}, expected ${expected}`);
});

function predictionOf(id: string, type: string, organ: string, answer: string, predicted: string) {
  return { id, type, organ, answer, predicted, known: answer !== "liver" } as Prediction;
}

const PREDICTIONS = [
  predictionOf("a", "closed", "chest", "no", "no"),
  predictionOf("b", "closed", "head", "no", "yes"),
  predictionOf("c", "open", "chest", "left lung", "left lung"),
  predictionOf("d", "open", "chest", "liver", "yes"),
  predictionOf("e", "open", "chest", "left lung", "no"),
];

Deno.test("vqa has accuracies by type and organ, and a bootstrap that no order changes", () => {
  const { metrics } = bound();
  const all = metrics(PREDICTIONS);
  const plain = Object.entries(all).filter(([name]) => !name.startsWith("bootstrap"));
  assert.deepEqual(Object.fromEntries(plain), {
    accuracy: 2 / 5,
    accuracy_closed: 1 / 2,
    accuracy_open: 1 / 3,
    "accuracy.chest": 2 / 4,
    "accuracy.head": 0,
    answers_outside_vocabulary: 1,
  });
  assert.deepEqual(metrics(PREDICTIONS.toReversed()), all);
  for (const name of ["accuracy", "accuracy_closed", "accuracy_open"]) {
    assert.ok(Math.abs(all[`bootstrap_mean.${name}`]! - all[name]!) < 0.2, name);
    assert.ok(all[`bootstrap_sd.${name}`]! > 0, name);
  }
  const right = metrics(PREDICTIONS.slice(0, 1));
  assert.deepEqual([right["bootstrap_mean.accuracy"], right["bootstrap_sd.accuracy"]], [1, 0]);
  assert.equal(right.accuracy_open, null);
});

Deno.test("vqa refuses to predict a split without questions", async () => {
  const studies = studiesOf(tiny, { questions: [] }, { questions: [] });
  using predictor = bound().predictor(() => sessionOf(() => assert.fail()), "test");
  await assert.rejects(async () => await predictor.predict(studies), {
    message: "Cannot answer questions: none of the 2 studies of the test split has one, " +
      "use a dataset with more questions",
  });
});

Deno.test("vqa answers with the majority of a question's type as its baseline", () => {
  const studies = studiesOf(
    tiny,
    { questions: [ask("is there edema", "yes")] },
    { questions: [ask("where", "Left lung", "open")] },
  );
  const { majority } = bound().baselines(studies);
  assert.deepEqual(
    majority!.map(({ id, answer, predicted }) => [id, answer, predicted]),
    [
      [studies[0]!.example.questions[0]!.id, "yes", "no"],
      [studies[1]!.example.questions[0]!.id, "left lung", "left lung"],
    ],
  );
  assert.equal(bound().metrics(majority!).accuracy, 0.5);
});

/** The target of training questions. */
function targetOf(questions: Question[], minimum = 1) {
  const config = vqaConfigSchema.parse({ task: "vqa", answers: { minimum } });
  const train = studiesOf(tiny, { questions: questions.slice(0, 2) }, {
    questions: questions.slice(2),
  });
  return vqa.target(train, {} as Studies, {}, config);
}

Deno.test("vqa.target() has every answer once, and the most frequent of each type", () => {
  const questions = [
    ask("q", "Yes"),
    ask("q", "no"),
    ask("q", "No."),
    ask("q", "liver", "open"),
    ask("q", "spleen", "open"),
    ask("q", "the spleen", "open"),
  ];
  assert.deepEqual(targetOf(questions), {
    answers: ["yes", "no", "liver", "spleen"],
    majority: { closed: "no", open: "spleen" },
  });
  assert.deepEqual(targetOf(questions, 2), {
    answers: ["no", "spleen"],
    majority: { closed: "no", open: "spleen" },
  });
});

Deno.test("vqa.target() answers with a class only, with that of all where a type has none", () => {
  const closed = [ask("q", "yes"), ask("q", "no"), ask("q", "no"), ask("q", "yes")];
  const { majority } = targetOf([...closed, ask("q", "liver", "open")], 2);
  // Of equals the first.
  assert.deepEqual(majority, { closed: "yes", open: "yes" });
});

Deno.test("vqa.target() refuses a split with fewer than two answers", () => {
  assert.throws(() => targetOf([ask("q", "yes"), ask("q", "no"), ask("q", "Yes")], 2), {
    message: "Cannot learn to answer: 3 training questions have 1 different answers that 2 or " +
      "more of them share, use a dataset with more questions",
  });
  assert.throws(() => targetOf([]), /^Error: Cannot learn to answer: 0 training questions have 0 /);
});

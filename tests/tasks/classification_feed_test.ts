/** What classification feeds, loses and predicts: exact values on the oracle. */
import assert from "node:assert/strict";
import type { LabelValue } from "../../datasets/dataset.ts";
import { float32, openEngine, type Session } from "../../model/engine/mod.ts";
import { initialParameters } from "../../model/init.ts";
import { networkParameters } from "../../model/parameters.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { classification } from "../../tasks/classification.ts";
import {
  classificationConfigSchema,
  classificationPlan,
} from "../../tasks/classification_config.ts";
import { cachedImages } from "../../tasks/images.ts";
import type { Studies, Study } from "../../tasks/studies.ts";
import type { BoundTask, Target } from "../../tasks/task.ts";
import { openTiny, type Tiny } from "./tiny.ts";

let tiny: Tiny;
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

const TARGET: Target = {
  labels: ["Edema", "Fracture"],
  positiveWeight: [3, 0.5],
  prevalence: [0.25, 2 / 3],
};

function bound(inputs: string, labelNames: readonly string[] = ["Fracture", "Edema", "Other"]) {
  const { model, tokenizer, studies } = tiny;
  const config = classificationConfigSchema.parse({ task: "classification", inputs });
  return classification.bind({
    ...{ config, target: TARGET, model, protocol: PROTOCOLS.fixed, tokenizer, labelNames },
    images: cachedImages(studies, model),
  });
}

/** The inputs of one step over all of some studies. */
function feedOf(task: BoundTask, studies: Study[]) {
  return task.batches(studies).feed([...studies.keys()], Key.of(1), 0, 0);
}

/** Studies of the tiny dataset, with texts and labels of their own. */
function studiesOf(...of: [tokens: number[], labels: LabelValue[]][]): Study[] {
  const test = tiny.studies.split("test");
  return of.map(([tokens, labels], i) => ({
    ...test[i]!,
    tokens: Int32Array.from(tokens),
    example: { ...test[i]!.example, labels },
  }));
}

Deno.test("classification feeds [CLS] image [SEP] text [SEP] and pads", () => {
  const { pad, cls, sep } = tiny.tokenizer.special;
  const studies = studiesOf([[70, 71], [1, 0, null]], [[], [-1, 1, 1]]);
  const feed = feedOf(bound("image+report"), studies);
  assert.deepEqual(
    Object.entries(feed).map(([name, { dtype, shape }]) => [name, dtype, ...shape]),
    [
      ["ids", "int32", 2, 23],
      ["types", "int32", 2, 27],
      ["positions", "int32", 27],
      ["mask", "int32", 2, 1, 27],
      ["features", "float32", 2, 4, 64],
      ["targets", "float32", 2, 2],
    ],
  );
  const pads = (n: number) => Array(n).fill(pad);
  assert.deepEqual([...feed.ids!.data], [
    ...[cls, sep, 70, 71, sep, ...pads(18)],
    ...[cls, sep, sep, ...pads(20)],
  ]);
  const ones = (n: number) => Array(n).fill(1);
  const zeros = (n: number) => Array(n).fill(0);
  assert.deepEqual([...feed.mask!.data], [...ones(9), ...zeros(18), ...ones(7), ...zeros(20)]);
  assert.deepEqual(
    [...feed.types!.data],
    [...zeros(6), ...ones(3), ...zeros(18), ...zeros(6), ...ones(1), ...zeros(20)],
  );
  assert.deepEqual([...feed.positions!.data], [0, 0, 1, 2, 3, 0, ...Array(21).keys()]);
  assert.deepEqual([...feed.targets!.data], [0, 1, 1, 0]);
  assert.deepEqual(
    [...feed.features!.data],
    studies.flatMap((study) => [...tiny.studies.features(study)]),
  );
});

Deno.test("classification of images alone feeds no word of the report", () => {
  const { cls, sep } = tiny.tokenizer.special;
  const task = bound("image");
  const feed = feedOf(task, studiesOf([[70, 71], [0, 0, 0]]));
  assert.deepEqual([...feed.ids!.data], [cls, sep]);
  assert.deepEqual([...feed.mask!.data], [1, 1, 1, 1, 1, 1]);
  assert.deepEqual([...feed.types!.data], [0, 0, 0, 0, 0, 0]);
  assert.deepEqual(feedOf(task, studiesOf([[99], [0, 0, 0]])), feed);
});

const WEIGHTS = Key.of(5);

/** The loss on the oracle with dropout off. */
async function lossOf(studies: Study[]): Promise<number> {
  const task = bound("image+report");
  const session = (await openEngine("js")).load(
    (params, feed) => ({ outputs: task.loss(params, feed, undefined as never).outputs }),
    initialParameters(networkParameters(tiny.model, task.heads), WEIGHTS),
  );
  const { loss } = await session.run(feedOf(task, studies));
  session.dispose();
  return loss!.data[0]!;
}

/** The predictions of the same weights. */
async function predictionsOf(studies: Study[]) {
  const task = bound("image+report");
  const engine = await openEngine("js");
  const weights = initialParameters(networkParameters(tiny.model, task.heads), WEIGHTS);
  using predictor = task.predictor((program) => engine.load(program, weights), "test");
  return await predictor.predict(studies);
}

Deno.test("classification weights the positives of each label in its loss", async () => {
  const studies = studiesOf([[70], [1, 0, 0]], [[71, 72], [0, 1, 0]], [[], [1, 1, 0]]);
  const scores = (await predictionsOf(studies)).flatMap(({ scores }) => scores as number[]);
  const targets = [[0, 1], [1, 0], [1, 1]].flat();
  const weights = [3, 0.5];
  const losses = targets.map((target, i) => {
    const p = scores[i]!;
    return -(target * weights[i % 2]! * Math.log(p) + (1 - target) * Math.log(1 - p));
  });
  const expected = losses.reduce((sum, loss) => sum + loss) / 6;
  const loss = await lossOf(studies);
  assert.ok(Math.abs(loss - expected) < 1e-6, `${loss}, expected ${expected}`);
  assert.ok(new Set(scores).size === 6);
});

Deno.test("classification predicts the scores of a study's row and its labels", async () => {
  const task = bound("image", ["Edema", "Cardiomegaly"]);
  const studies = studiesOf([[], [1, 1]], [[], [-1, 0]], [[], [null, 0]]);
  using predictor = task.predictor(() => session(Float32Array.of(1, 2, 3, 4, 5, 6)), "test");
  assert.deepEqual(await predictor.predict(studies), [
    { id: studies[0]!.example.id, scores: [1, 2], targets: [1, null] },
    { id: studies[1]!.example.id, scores: [3, 4], targets: [0, null] },
    { id: studies[2]!.example.id, scores: [5, 6], targets: [0, null] },
  ]);
});

/** A session whose programs always give these scores. */
function session(scores: Float32Array): Session {
  const fake: Session = {
    run: () => Promise.resolve({ scores: float32(scores, [scores.length]) }),
    read: () => Promise.resolve({}),
    share: () => fake,
    dispose: () => {},
  };
  return fake;
}

Deno.test("classification scores the labels that the test dataset knows", () => {
  const task = bound("image");
  const metrics = task.metrics([
    { id: "a", scores: [0.9, 0.2], targets: [1, null] },
    { id: "b", scores: [0.6, 0.3], targets: [0, null] },
    { id: "c", scores: [0.7, 0.4], targets: [1, null] },
  ]);
  assert.deepEqual(metrics, {
    auroc_micro: 1,
    auroc_macro: 1,
    auroc_undefined: 0,
    auprc_micro: 1,
    auprc_macro: 1,
    f1_micro: 0.8,
    f1_macro: 0.8,
    ece_15: (0.1 + 0.6 + 0.3) / 3,
    "auroc.Edema": 1,
  });
});

Deno.test("classification has the prevalence of the training studies as its baseline", () => {
  const studies = studiesOf([[], [1, 0, 0]], [[], [0, 1, 0]]);
  assert.deepEqual(bound("image").baselines(studies), {
    prevalence: [
      { id: studies[0]!.example.id, scores: [0.25, 2 / 3], targets: [0, 1] },
      { id: studies[1]!.example.id, scores: [0.25, 2 / 3], targets: [1, 0] },
    ],
  });
});

Deno.test("classification.target() takes the labels that can be learned, in their order", () => {
  const config = classificationConfigSchema.parse({ task: "classification" });
  const train = studiesOf([[], [1, 1, 0, -1]], [[], [0, 1, 0, 1]], [[], [null, 1, 0, 1]]);
  const studies = { labelNames: ["some", "all", "none", "most"] } as unknown as Studies;
  assert.deepEqual(classification.target(train, studies, PROTOCOLS.fixed, config), {
    labels: ["some", "most"],
    positiveWeight: [2, 0.5],
    prevalence: [1 / 3, 2 / 3],
  });
  const target = () => classification.target(train.slice(0, 1), studies, PROTOCOLS.fixed, config);
  assert.throws(target, {
    message: "Cannot learn to classify: none of the labels some, all, none, most is present in " +
      "some and absent in other of the 1 training studies, use a larger fraction or dataset",
  });
});

Deno.test("classification.recipe() and the evaluation's config name what they depend on", () => {
  const config = classificationConfigSchema.parse({ task: "classification", patience: 3 });
  assert.deepEqual(classification.recipe(config), {
    epochs: 4,
    batchSize: 16,
    accumulate: undefined,
    optimizer: "bertadam",
    options: { learningRate: 1e-3, weightDecay: 0.01, schedule: "warmup-linear", warmup: 0.1 },
    fraction: 1,
    patience: 3,
    selection: { metric: "f1_micro", better: "higher" },
  });
  assert.deepEqual(classificationPlan.evaluationFields, ["inputs"]);
});

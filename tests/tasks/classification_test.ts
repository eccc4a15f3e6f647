import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import type { LabelValue } from "../../datasets/dataset.ts";
import { openEngine } from "../../model/engine/mod.ts";
import {
  type Choice,
  featureChannels,
  initialParameters,
  MODEL_PRESETS,
  networkParameters,
  type Protocol,
  PROTOCOLS,
} from "../../model/mod.ts";
import { Key } from "../../model/random.ts";
import { Tokenizer } from "../../model/tokenizer.ts";
import { classification } from "../../tasks/classification.ts";
import { classificationConfigSchema } from "../../tasks/classification_config.ts";
import type { ImageSource } from "../../tasks/images.ts";
import type { Studies, Study } from "../../tasks/studies.ts";
import type { BoundTask } from "../../tasks/task.ts";

const TOKENIZER = Tokenizer.fromVocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n");
const MODEL = { ...MODEL_PRESETS.tiny, dropout: 0 };
const LABELS = ["Edema", "Fracture"];

/** Studies with these labels, in rows of their own. */
function studiesOf(...rows: LabelValue[][]): Study[] {
  return rows.map((labels, row) => ({
    row,
    tokens: new Int32Array(),
    example: { id: `s${row}`, patient: `p${row}`, split: "train", image: "", text: "", labels },
  } as unknown as Study));
}

const TRAIN = studiesOf([1, 0], [0, 1], [0, 0], [null, null], [-1, 0]);
const studies = { labelNames: LABELS } as unknown as Studies;
/** Images whose tokens are 0, and a running statistic that becomes 5. */
const BLACK: ImageSource = {
  feed: () => ({}),
  tokens: (_params, feed) => ({
    tokens: tf.zeros([feed.targets!.shape[0]!, 16, featureChannels(MODEL.trunk)]),
    updates: { running: tf.tensor1d([5]) },
  }),
};
const config = classificationConfigSchema.parse({ task: "classification", inputs: "image" });

function bound(protocol: Partial<Protocol>, labelNames: readonly string[] = LABELS) {
  const target = classification.target(TRAIN, studies, protocol, config);
  return classification.bind({
    config,
    target,
    model: MODEL,
    protocol,
    tokenizer: TOKENIZER,
    images: BLACK,
    labelNames,
  });
}

/** The inputs of one step over all of some studies. */
function feedOf(task: BoundTask, studies: Study[]) {
  return task.batches(studies).feed([...studies.keys()], Key.of(1), 0, 0);
}

const protocol = (own: Partial<Record<keyof Protocol, Choice>>) => ({ ...PROTOCOLS.fixed, ...own });
const targets = (task: ReturnType<typeof bound>, studies: Study[]) =>
  task.baselines(studies).prevalence!.map(({ targets }) => targets);

Deno.test("classification has a class of studies without a label under noLabelClass reference", () => {
  const kept = protocol({ noLabelClass: "reference" });
  assert.deepEqual(classification.target(TRAIN, studies, kept, config), {
    labels: ["Edema", "Fracture", "(no label)"],
    positiveWeight: [4, 4, 2 / 3],
    prevalence: [1 / 5, 1 / 5, 3 / 5],
  });
  assert.deepEqual(targets(bound(kept), TRAIN), [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0, 0, 1],
    [0, 0, 1],
  ]);
  const elsewhere = bound(kept, ["Other", "Edema"]);
  assert.deepEqual(targets(elsewhere, studiesOf([1, 0], [0, 0])), [[0, null, 0], [0, null, 1]]);
});

Deno.test("classification has no such class under noLabelClass fixed", () => {
  const fixed = protocol({});
  assert.deepEqual(classification.target(TRAIN, studies, fixed, config).labels, LABELS);
  assert.deepEqual(targets(bound(fixed), studiesOf([null, null])), [[0, 0]]);
});

Deno.test("classification refuses an undefined AUROC under undefinedAuroc reference alone", () => {
  const metrics = (own: Parameters<typeof protocol>[0]) => {
    const task = bound(protocol(own));
    return task.metrics(task.baselines(studiesOf([1, 0], [0, 0])).prevalence!);
  };
  assert.equal(metrics({}).auroc_undefined, 1);
  assert.throws(() => metrics({ undefinedAuroc: "reference" }), /AUROC of "Fracture"/);
});

Deno.test("classification numbers tokens as the positions switch says", () => {
  const positions = (choice: Choice) => {
    const { data } = feedOf(bound(protocol({ positions: choice })), studiesOf([1, 0])).positions!;
    return [...data];
  };
  const pixels = Array.from({ length: 16 }, (_, p) => p);
  assert.deepEqual(positions("fixed"), [0, ...pixels, 0]);
  assert.deepEqual(positions("reference"), [0, ...pixels.map((p) => p + 1), 17]);
});

Deno.test("classification hands on the running statistics that its images moved", async () => {
  const task = bound(protocol({}));
  const params = initialParameters(networkParameters(MODEL, task.heads), Key.of(1));
  const session = (await openEngine("js")).load(
    (state, feed, random) => ({ outputs: task.loss(state, feed, random).updates! }),
    params,
  );
  const { running } = await session.run(feedOf(task, studiesOf([1, 0], [0, 1])));
  session.dispose();
  assert.deepEqual([...running!.data], [5]);
});

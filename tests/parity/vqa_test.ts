import assert from "node:assert/strict";
import {
  answerLogits,
  binaryCrossEntropy,
  encode,
  type EncoderConfig,
  LAYOUTS,
  type LossFunction,
  productPooler,
  trainingState,
  trainingStep,
} from "../../model/mod.ts";
import { answerAccuracy, answerScore } from "../../tasks/metrics/answer_accuracy.ts";
import { assertClose, assertNumbersClose } from "./compare.ts";
import { finetuneFeed, finetuneOptimizer } from "./finetune_batch.ts";
import { engineParityTest, type Fixture, fixture } from "./fixtures.ts";
import {
  assertParameters,
  encoderConfig,
  encoderInputs,
  gradientOutputs,
  gradientProgram,
  namesOf,
  parametersOf,
  trained,
} from "./network.ts";

const FILE = "c_vqa.safetensors";

engineParityTest("forward and gradients of c_vqa", [FILE], async (engine) => {
  const source = fixture(FILE);
  const params = parametersOf(source, "init.");
  const names = Object.keys(namesOf(source, "grad."));
  const program = gradientProgram(answerLoss(encoderConfig(params, source)), names);
  const session = engine.load(program, params);
  const outputs = await session.run({
    ...finetuneFeed(source),
    ans_labels: source.tensor("ans_labels"),
  });
  session.dispose();
  for (const name of ["vqa_embed", "logits", "loss"]) {
    assertClose(outputs[name], source, name, 2e-5);
  }
  assertParameters(gradientOutputs(outputs), source, "grad.", 2e-5);
});

engineParityTest("three BertAdam steps of c_vqa", [FILE], async (engine) => {
  const source = fixture(FILE);
  const params = parametersOf(source, "init.");
  const names = Object.keys(namesOf(source, "grad."));
  const optimizer = finetuneOptimizer(source);
  const step = trainingStep(answerLoss(encoderConfig(params, source)), optimizer, names);
  const session = engine.load(step, trainingState(params, names));
  const feed = { ...finetuneFeed(source), ans_labels: source.tensor("ans_labels") };
  // compute_score_with_logits: total, closed, open.
  const accuracies: number[][] = JSON.parse(source.metadata.acc_closed_open!);
  const losses: number[] = [];
  for (let index = 0; index < 3; index++) {
    const { loss, logits } = await session.run({ ...feed, ...optimizer.hyper(index) });
    losses.push(loss!.data[0]!);
    assert.deepEqual(accuracy(source, logits!.data), accuracies[index]);
  }
  assertNumbersClose(losses, source.numbers("losses"), 2e-5, "losses");
  assertParameters(trained(await session.read(), () => true), source, "after3.", 2e-5);
  session.dispose();
});

/** Accuracies of all, closed and open questions in float32, from logits `[batch, classes]`. */
function accuracy(source: Fixture, logits: ArrayLike<number>): (number | null)[] {
  const targets = source.numbers("ans_labels");
  const types = source.numbers("ans_type").map((type) => (["closed", "open"] as const)[type]!);
  const width = targets.length / types.length;
  const row = (list: ArrayLike<number>, i: number) =>
    Array.from(list).slice(i * width, (i + 1) * width);
  const metrics = answerAccuracy(types.map((type, i) => {
    return { score: answerScore(row(logits, i), row(targets, i)), type, organ: "chest" };
  }));
  return [metrics.accuracy!, metrics.accuracy_closed!, metrics.accuracy_open!].map(Math.fround);
}

/** The head reads [CLS] × first [SEP]. */
function answerLoss(config: EncoderConfig): LossFunction {
  return (params, feed, random) => {
    const { hidden } = encode(params, encoderInputs(feed), config, LAYOUTS.vqa, random);
    const pooled = productPooler(hidden, feed.features!.shape[1]! + 1);
    const logits = answerLogits(params, pooled);
    const loss = binaryCrossEntropy(logits, feed.ans_labels!);
    return { loss, outputs: { vqa_embed: pooled, logits, loss } };
  };
}

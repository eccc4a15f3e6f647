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
import { assertClose, assertNumbersClose } from "./compare.ts";
import { finetuneFeed, finetuneOptimizer } from "./finetune_batch.ts";
import { engineParityTest, fixture } from "./fixtures.ts";
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
  const losses: number[] = [];
  for (let index = 0; index < 3; index++) {
    const { loss } = await session.run({ ...feed, ...optimizer.hyper(index) });
    losses.push(loss!.data[0]!);
  }
  assertNumbersClose(losses, source.numbers("losses"), 2e-5, "losses");
  assertParameters(trained(await session.read(), () => true), source, "after3.", 2e-5);
  session.dispose();
});

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

import * as tf from "@tensorflow/tfjs-core";
import { type HostTensors, int32 } from "../../model/engine/mod.ts";
import {
  type BatchNormMode,
  bertAdam,
  binaryCrossEntropy,
  encode,
  encodeImages,
  type EncoderConfig,
  findingLogits,
  LAYOUTS,
  type LossFunction,
  paddingMask,
  pooler,
  tokenPositions,
  tokenTypes,
  trainingState,
  trainingStep,
  type TrunkConfig,
} from "../../model/mod.ts";
import { assertClose, assertNumbersClose } from "./compare.ts";
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
  trunkConfig,
} from "./network.ts";
import { rows } from "./pretrain_batch.ts";

const FILE = "c_classification.safetensors";

engineParityTest("evaluation of c_classification", [FILE], async (engine) => {
  const source = fixture(FILE);
  const params = parametersOf(source, "init.");
  const loss = findingLoss(encoderConfig(params, source), trunkConfig(params), "eval");
  const session = engine.load((state, feed, random) => {
    return { outputs: loss(state, feed, random).outputs };
  }, params);
  const outputs = await session.run(feedOf(source));
  session.dispose();
  for (const name of ["img_tokens", "pooled", "logits", "loss"]) {
    assertClose(outputs[name], source, `eval.${name}`, 1e-4);
  }
});

engineParityTest("training forward and gradients of c_classification", [FILE], async (engine) => {
  const source = fixture(FILE);
  const params = parametersOf(source, "init.");
  const names = Object.keys(namesOf(source, "grad."));
  const loss = findingLoss(encoderConfig(params, source), trunkConfig(params), "train");
  const session = engine.load(gradientProgram(loss, names), params);
  const outputs = await session.run(feedOf(source));
  session.dispose();
  assertClose(outputs.logits, source, "train.logits", 1e-4);
  assertParameters(gradientOutputs(outputs), source, "grad.", 1e-4);
});

engineParityTest("three BertAdam steps of c_classification", [FILE], async (engine) => {
  const source = fixture(FILE);
  const params = parametersOf(source, "init.");
  const names = Object.keys(namesOf(source, "grad."));
  const settings = JSON.parse(source.metadata.optimizer!);
  const optimizer = bertAdam({
    learningRate: settings.lr,
    weightDecay: 0.01,
    schedule: "warmup-linear",
    warmup: settings.warmup,
    totalSteps: settings.t_total,
  });
  const loss = findingLoss(encoderConfig(params, source), trunkConfig(params), "train");
  const session = engine.load(trainingStep(loss, optimizer, names), trainingState(params, names));
  const losses: number[] = [];
  for (let index = 0; index < 3; index++) {
    const outputs = await session.run({ ...feedOf(source), ...optimizer.hyper(index) });
    losses.push(outputs.loss!.data[0]!);
  }
  assertNumbersClose(losses, source.numbers("train.losses"), 1e-4, "train.losses");
  assertParameters(trained(await session.read(), () => true), source, "after3.", 1e-4);
  session.dispose();
});

/** The reference feeds the text alone and makes [CLS] and [SEP] of the image block itself. */
function feedOf(source: Fixture): HostTensors {
  const text = rows(source, "input_txt");
  const real = rows(source, "attention_mask").map((row) => row.reduce((sum, one) => sum + one, 0));
  const { "[CLS]": cls, "[SEP]": sep } = JSON.parse(source.metadata.vocab!);
  const n = source.shape("eval.img_tokens")[1]!;
  const textBlock = text[0]!.length;
  const tokens = n + 2 + textBlock;
  const parts = { pixels: Array.from({ length: n }, (_, i) => i), textBlock };
  const layout = LAYOUTS.classification;
  const batch = text.length;
  return {
    ids: int32(text.flatMap((row) => [cls, sep, ...row]), [batch, 2 + textBlock]),
    positions: int32(tokenPositions(layout, parts), [tokens]),
    types: int32(real.flatMap((t) => [...tokenTypes(layout, parts, t)]), [batch, tokens]),
    mask: int32(real.flatMap((t) => [...paddingMask(n + 2 + t, tokens)]), [batch, 1, tokens]),
    image: source.tensor("image"),
    target: source.tensor("target"),
    pos_weight: source.tensor("pos_weight"),
  };
}

function findingLoss(
  config: EncoderConfig,
  trunk: TrunkConfig,
  mode: BatchNormMode,
): LossFunction {
  return (params, feed, random) => {
    const images = tf.transpose(feed.image!, [0, 2, 3, 1]);
    const { tokens, updates } = encodeImages(params, images, trunk, mode);
    const inputs = encoderInputs({ ...feed, features: tokens });
    const { hidden } = encode(params, inputs, config, LAYOUTS.classification, random);
    const pooled = pooler(params, hidden);
    const logits = findingLogits(params, pooled);
    const loss = binaryCrossEntropy(logits, feed.target!, feed.pos_weight!);
    return { loss, outputs: { img_tokens: tokens, pooled, logits, loss }, updates };
  };
}

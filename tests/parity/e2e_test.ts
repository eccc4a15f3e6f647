import assert from "node:assert/strict";
import { float32, type HostTensor, int32 } from "../../model/engine/mod.ts";
import {
  adamW,
  type BatchNormMode,
  encodeImages,
  type LossFunction,
  samplePixels,
  trainingState,
  trainingStep,
  type TrunkConfig,
} from "../../model/mod.ts";
import { assertClose, assertNumbersClose } from "./compare.ts";
import { engineParityTest, type Fixture, fixture } from "./fixtures.ts";
import { assertParameters, encoderConfig, namesOf, parametersOf, trained } from "./network.ts";
import { trunkConfig } from "./network.ts";
import { pixelsOf, pretrainFeed, pretrainLoss } from "./pretrain_batch.ts";

const FILES = ["a_init.safetensors", "a_e2e_bar.safetensors"];
/** Of ImageNet, by channel: the image is (u8 / 255 - MEAN) / DEVIATION. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

engineParityTest("three pre-training steps from pixels give a_e2e_bar", FILES, async (engine) => {
  const [init, source] = FILES.map(fixture) as [Fixture, Fixture];
  const params = parametersOf(init);
  const config = encoderConfig(params, source);
  const trunk = trunkConfig(params);
  const names = Object.keys(params).filter((name) => !name.includes("img_encoder"));
  const optimizer = adamW({ learningRate: 1e-3, weightDecay: 0 });
  const losses: number[] = [];

  const training = engine.load(
    trainingStep(lossFromPixels(config, trunk, "train"), optimizer, names),
    trainingState(params, names),
  );
  for (let index = 0; index < 3; index++) {
    const outputs = await training.run({
      ...pretrainFeed(source, `batch${index}.`, false),
      images: nhwcImages(source, `batch${index}.image_u8`),
      pixels: int32(
        pixelsOf(source, `batch${index}.`),
        source.shape(`batch${index}.img_positions`),
      ),
      ...optimizer.hyper(index),
    });
    assertClose(outputs.features, source, `batch${index}.img_features`, 2e-4);
    losses.push(outputs.loss_mlm!.data[0]!, outputs.loss_itm!.data[0]!);
  }
  const after = await training.read();
  training.dispose();
  const expected = Object.keys(namesOf(source, "after3."));
  assert(expected.some((name) => name.endsWith("running_var")));
  assertParameters(trained(after, (name) => expected.includes(name)), source, "after3.", 2e-4);

  const evaluation = engine.load((state, feed, random) => {
    const { outputs } = lossFromPixels(config, trunk, "eval")(state, feed, random);
    return { outputs };
  }, trained(after, () => true));
  const outputs = await evaluation.run({
    ...pretrainFeed(source, "batch0.", false),
    ...evalPixels(source),
    images: nhwcImages(source, "batch0.image_u8"),
  });
  evaluation.dispose();
  assertClose(outputs.features, source, "eval.img_features", 2e-4);
  losses.push(outputs.loss_mlm!.data[0]!, outputs.loss_itm!.data[0]!);
  assertNumbersClose(losses, source.numbers("step_losses"), 1e-4, "step_losses");
});

function lossFromPixels(
  config: ReturnType<typeof encoderConfig>,
  trunk: TrunkConfig,
  mode: BatchNormMode,
): LossFunction {
  return (params, feed, random) => {
    const { tokens, updates } = encodeImages(params, feed.images!, trunk, mode);
    const features = samplePixels(tokens, feed.pixels!);
    const result = pretrainLoss(config, false)(params, { ...feed, features }, random);
    return { ...result, outputs: { ...result.outputs, features }, updates };
  };
}

/** The evaluation draws other pixels of batch 0: other features, other position ids. */
function evalPixels(source: Fixture) {
  const pixels = source.numbers("eval.img_positions");
  const text = source.shape("batch0.input_ids")[1]!;
  const positions = [0, ...pixels, 0, ...Array.from({ length: text }, (_, j) => j)];
  return {
    pixels: int32(pixels, [pixels.length]),
    positions: int32(positions, [positions.length]),
  };
}

/** Normalised NHWC images from 8-bit NCHW ones. */
function nhwcImages(source: Fixture, name: string): HostTensor {
  const [batch, channels, height, width] = source.shape(name) as [number, number, number, number];
  const bytes = source.numbers(name);
  const area = height * width;
  const data = new Float32Array(bytes.length);
  bytes.forEach((byte, index) => {
    const channel = Math.floor(index / area) % channels;
    const image = Math.floor(index / area / channels);
    const value = (byte / 255 - MEAN[channel]!) / DEVIATION[channel]!;
    data[(image * area + index % area) * channels + channel] = value;
  });
  return float32(data, [batch, height, width, channels]);
}

/**
 * `prepare/trunk`: the image trunk every model of a spec starts from.
 *
 * Trained to say what lies in each cell of its feature map (see datasets/pictures.ts), the stand-in
 * for weights that were trained on public images; or taken from a checkpoint; or left at random.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { join } from "node:path";
import type { PictureKind } from "../../datasets/picture.ts";
import { PICTURES } from "../../datasets/pictures.ts";
import { readTensors, writeTensors } from "../../model/checkpoint/safetensors.ts";
import { featureChannels, gridTokens, type TrunkConfig } from "../../model/config.ts";
import { type Engine, float32, type HostTensors, int32 } from "../../model/engine/engine.ts";
import { encodeImages, OUTPUT_MEAN, OUTPUT_WHITENING, TRUNK } from "../../model/image_encoder.ts";
import { initialParameters } from "../../model/init.ts";
import { binaryCrossEntropy } from "../../model/losses.ts";
import { linear } from "../../model/ops.ts";
import { adamW } from "../../model/optimizer.ts";
import {
  isTrunk,
  type Parameters,
  trainableNames,
  trunkParameters,
} from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import { trainedParameters, trainingState, trainingStep } from "../../model/training.ts";
import type { FeedOptions } from "../../tasks/feeds.ts";
import { fit } from "../../tasks/fit.ts";
import { normalizePixels } from "../../tasks/images.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { feedsOf } from "./feed_thread.ts";
import { engineOf, startFrom } from "./inputs.ts";
import { Reporter } from "./reporter.ts";
import { TokenStatistics } from "./token_statistics.ts";

/** Pictures that the output's statistics are taken over. */
const STATISTICS_PICTURES = 256;

type TrunkStageConfig =
  | { readonly init: "checkpoint"; readonly trunk: TrunkConfig }
  | { readonly init: "random"; readonly seed: number; readonly trunk: TrunkConfig }
  | TrainedConfig;

interface TrainedConfig {
  readonly init: keyof typeof PICTURES;
  readonly seed: number;
  readonly trunk: TrunkConfig;
  readonly imageSize: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

export async function prepareTrunk(stage: Stage, context: StageContext): Promise<void> {
  const config = stage.config as unknown as TrunkStageConfig;
  const file = join(context.output, "trunk.safetensors");
  if (config.init === "checkpoint") return writeTensors(file, imported(config.trunk, context));
  if (config.init === "random") {
    const { trunk, seed } = config;
    return writeTensors(file, initialParameters(trunkParameters(trunk), keyOf(seed)));
  }
  writeTensors(file, await trainOnPictures(config, stage, context));
}

function imported(trunk: TrunkConfig, context: StageContext): HostTensors {
  const checkpoint = readTensors(context.input("checkpoint").path("model.safetensors"));
  // All of it is overwritten; drawn for its names and shapes.
  const own = initialParameters(trunkParameters(trunk), Key.of(0));
  return startFrom(own, checkpoint, [`${TRUNK}.`]);
}

/** What the inputs of a training on pictures are made of. */
export function pictureFeeds(stage: Stage): FeedOptions {
  const config = stage.config as unknown as TrainedConfig;
  const { seed, steps, batchSize, imageSize } = config;
  const { classes, draw }: PictureKind = PICTURES[config.init];
  const key = keyOf(seed);
  const cells = gridTokens({ imageSize });
  const feed = (batch: readonly number[]): HostTensors => {
    const images = new Int32Array(batch.length * imageSize ** 2);
    const labels = new Float32Array(batch.length * cells * classes.length);
    batch.forEach((item, b) => {
      const picture = draw(key.fold("picture").fold(item), imageSize);
      images.set(picture.pixels, b * imageSize ** 2);
      labels.set(picture.labels, b * cells * classes.length);
    });
    return {
      images: int32(images, [batch.length, imageSize, imageSize]),
      labels: float32(labels, [batch.length, cells, classes.length]),
    };
  };
  return { batches: { items: steps * batchSize, feed }, batchSize, epochs: 1, key };
}

function keyOf(seed: number): Key {
  return Key.of(seed).fold("trunk");
}

async function trainOnPictures(
  config: TrainedConfig,
  stage: Stage,
  context: StageContext,
): Promise<HostTensors> {
  const { trunk, steps, learningRate } = config;
  const key = keyOf(config.seed);
  const channels = featureChannels(trunk);
  const classes = PICTURES[config.init].classes.length;
  const parameters: Parameters = {
    ...trunkParameters(trunk),
    "pictures.weight": { shape: [classes, channels], init: "uniform", fan: channels },
    "pictures.bias": { shape: [classes], init: "zeros" },
  };
  const trainable = trainableNames(parameters, { trunk: true });
  const optimizer = adamW({
    learningRate,
    weightDecay: 0,
    schedule: "warmup-linear",
    warmup: 0.1,
    totalSteps: steps,
  });
  const engine = await engineOf(stage, context);
  const session = engine.load(
    trainingStep(
      (params, feed) => {
        const images = normalizePixels(feed.images!);
        const { tokens, updates } = encodeImages(params, images, trunk, "train");
        const logits = linear(params, "pictures", tokens);
        const loss = binaryCrossEntropy(logits, feed.labels!, tf.scalar(1));
        return { loss, outputs: { loss }, updates };
      },
      optimizer,
      trainable,
    ),
    trainingState(initialParameters(parameters, key.fold("init")), trainable),
  );
  const reporter = new Reporter(context, steps);
  await fit({
    ...{ session, optimizer, key },
    feeds: feedsOf(stage, context, pictureFeeds(stage)),
    now: () => reporter.now(),
    onStep: (step) => reporter.step(step),
  });
  const trained = trainedParameters(await session.read());
  session.dispose();
  await reporter.write();
  const weights = Object.fromEntries(Object.entries(trained).filter(([name]) => isTrunk(name)));
  return { ...weights, ...await outputStatistics(engine, weights, config) };
}

/** Mean of the trunk's output channels on new pictures, and what whitens them. */
async function outputStatistics(
  engine: Engine,
  weights: HostTensors,
  { init, seed, trunk, imageSize }: TrainedConfig,
): Promise<HostTensors> {
  const key = keyOf(seed).fold("statistics");
  const session = engine.load((params, { images }) => {
    const { tokens } = encodeImages(params, normalizePixels(images!), trunk, "eval");
    return { outputs: { tokens } };
  }, weights);
  const channels = featureChannels(trunk);
  const statistics = new TokenStatistics(channels);
  for (let item = 0; item < STATISTICS_PICTURES; item++) {
    const { pixels } = PICTURES[init].draw(key.fold(item), imageSize);
    const images = int32(Int32Array.from(pixels), [1, imageSize, imageSize]);
    statistics.add((await session.run({ images })).tokens!.data as Float32Array);
  }
  session.dispose();
  return {
    [OUTPUT_MEAN]: float32(statistics.mean(), [channels]),
    [OUTPUT_WHITENING]: float32(statistics.whitening(), [channels, channels]),
  };
}

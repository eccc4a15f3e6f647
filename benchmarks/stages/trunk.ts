/**
 * `prepare/trunk`: the image trunk every model of a spec starts from.
 *
 * Trained to say which simple forms lie in each cell of its feature map (see datasets/shapes.ts),
 * the stand-in for ImageNet weights; or left at random.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { join } from "node:path";
import { drawShapes, SHAPES } from "../../datasets/shapes.ts";
import { writeTensors } from "../../model/checkpoint/safetensors.ts";
import { featureChannels, gridTokens, type TrunkConfig } from "../../model/config.ts";
import { float32, type HostTensors, int32 } from "../../model/engine/engine.ts";
import { encodeImages } from "../../model/image_encoder.ts";
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
import { fit } from "../../tasks/fit.ts";
import { normalizePixels } from "../../tasks/images.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { engineOf } from "./inputs.ts";
import { Reporter } from "./reporter.ts";

interface TrunkStageConfig {
  readonly init: "shapes" | "random";
  readonly seed: number;
  readonly trunk: TrunkConfig;
  readonly imageSize: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

export async function prepareTrunk(stage: Stage, context: StageContext): Promise<void> {
  const config = stage.config as unknown as TrunkStageConfig;
  const key = Key.of(config.seed).fold("trunk");
  const file = join(context.output, "trunk.safetensors");
  if (config.init === "random") {
    writeTensors(file, initialParameters(trunkParameters(config.trunk), key));
  } else {
    writeTensors(file, await trainOnShapes(config, key, stage, context));
  }
}

async function trainOnShapes(
  { trunk, imageSize, steps, batchSize, learningRate }: TrunkStageConfig,
  key: Key,
  stage: Stage,
  context: StageContext,
): Promise<HostTensors> {
  const channels = featureChannels(trunk);
  const parameters: Parameters = {
    ...trunkParameters(trunk),
    "shapes.weight": { shape: [SHAPES.length, channels], init: "uniform", fan: channels },
    "shapes.bias": { shape: [SHAPES.length], init: "zeros" },
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
        const logits = linear(params, "shapes", tokens);
        const loss = binaryCrossEntropy(logits, feed.labels!, tf.scalar(1));
        return { loss, outputs: { loss }, updates };
      },
      optimizer,
      trainable,
    ),
    trainingState(initialParameters(parameters, key.fold("init")), trainable),
  );
  const cells = gridTokens({ imageSize });
  const reporter = new Reporter(context, steps);
  await fit({
    session,
    optimizer,
    key,
    items: steps * batchSize,
    batchSize,
    epochs: 1,
    feed(batch) {
      const images = new Int32Array(batch.length * imageSize ** 2);
      const labels = new Float32Array(batch.length * cells * SHAPES.length);
      batch.forEach((item, b) => {
        const picture = drawShapes(key.fold("picture").fold(item), imageSize);
        images.set(picture.pixels, b * imageSize ** 2);
        labels.set(picture.labels, b * cells * SHAPES.length);
      });
      return {
        images: int32(images, [batch.length, imageSize, imageSize]),
        labels: float32(labels, [batch.length, cells, SHAPES.length]),
      };
    },
    onStep: (step) => reporter.step(step),
  });
  const trained = trainedParameters(await session.read());
  session.dispose();
  await reporter.write();
  return Object.fromEntries(Object.entries(trained).filter(([name]) => isTrunk(name)));
}

/** `prepare/features`: the frozen trunk's tokens of every image, computed once. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { join } from "node:path";
import { readPrepared } from "../../datasets/prepared.ts";
import { createSafetensors, readTensors } from "../../model/checkpoint/safetensors.ts";
import { featureChannels, gridTokens, type TrunkConfig } from "../../model/config.ts";
import { int32, type Tensors } from "../../model/engine/engine.ts";
import { encodeImages } from "../../model/image_encoder.ts";
import { project } from "../../model/ops.ts";
import { normalizePixels } from "../../tasks/images.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { engineOf, preparedFolder } from "./inputs.ts";
import { OUTPUT_MEAN, OUTPUT_WHITENING } from "./trunk.ts";

/** Images per forward pass; never changes a token. */
const BATCH = 16;

export async function prepareFeatures(stage: Stage, context: StageContext): Promise<void> {
  const trunk = stage.config.trunk as unknown as TrunkConfig;
  const size = stage.config.imageSize as number;
  using prepared = readPrepared(preparedFolder(context));
  const { examples, image } = prepared;
  const engine = await engineOf(stage, context);
  const session = engine.load(
    (params, { images }) => {
      const { tokens } = encodeImages(params, normalizePixels(images!), trunk, "eval");
      return { outputs: { tokens: whiten(tokens, params) } };
    },
    readTensors(context.input("trunk").path("trunk.safetensors")),
  );
  const shape = [examples.length, gridTokens({ imageSize: size }), featureChannels(trunk)];
  using writer = createSafetensors(join(context.output, "features.safetensors"), [
    { name: "features", dtype: "F32", shape },
  ]);
  for (let start = 0; start < examples.length; start += BATCH) {
    const count = Math.min(BATCH, examples.length - start);
    // A last, incomplete batch is filled up: one graph serves all.
    const images = new Int32Array(BATCH * size * size);
    for (let b = 0; b < count; b++) images.set(image(start + b), b * size * size);
    const { tokens } = await session.run({ images: int32(images, [BATCH, size, size]) });
    const values = tokens!.data as Float32Array;
    writer.write("features", values.subarray(0, count * shape[1]! * shape[2]!));
    await context.progress({ done: start + count, total: examples.length });
  }
  writer.close();
  session.dispose();
}

/**
 * Whitens the tokens of a trunk that keeps statistics of its output.
 *
 * A trunk's channels are positive and say much the same: a few directions hold most of the variance.
 * A small network that sees them as they are hardly learns to look at the image in a short training.
 */
function whiten(tokens: Tensor, params: Tensors): Tensor {
  const mean = params[OUTPUT_MEAN];
  const whitening = params[OUTPUT_WHITENING];
  if (mean === undefined || whitening === undefined) return tokens;
  return project(tf.sub(tokens, mean), whitening);
}

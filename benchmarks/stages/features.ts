/**
 * `prepare/features`: the frozen trunk's tokens of every image, computed once, and the mean and
 * standard deviation of each channel over the train split.
 *
 * @module
 */
import { join } from "node:path";
import { readPrepared } from "../../datasets/prepared.ts";
import { createSafetensors, readTensors } from "../../model/checkpoint/safetensors.ts";
import { featureChannels, gridTokens, type TrunkConfig } from "../../model/config.ts";
import { int32 } from "../../model/engine/engine.ts";
import { encodeImages } from "../../model/image_encoder.ts";
import { normalizePixels } from "../../tasks/images.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { engineOf, preparedFolder } from "./inputs.ts";

/** Images per forward pass; never changes a token. */
const BATCH = 16;

export async function prepareFeatures(stage: Stage, context: StageContext): Promise<void> {
  const trunk = stage.config.trunk as unknown as TrunkConfig;
  const size = stage.config.imageSize as number;
  const { examples, image, split } = readPrepared(preparedFolder(context));
  const train = new Set(split("train"));
  const moments = new ChannelMoments(featureChannels(trunk));
  const engine = await engineOf(stage, context);
  const session = engine.load(
    (params, { images }) => {
      const { tokens } = encodeImages(params, normalizePixels(images!), trunk, "eval");
      return { outputs: { tokens } };
    },
    readTensors(context.input("trunk").path("trunk.safetensors")),
  );
  const shape = [examples.length, gridTokens({ imageSize: size }), featureChannels(trunk)];
  using writer = createSafetensors(join(context.output, "features.safetensors"), [
    { name: "features", dtype: "F32", shape },
    { name: "mean", dtype: "F32", shape: [shape[2]!] },
    { name: "deviation", dtype: "F32", shape: [shape[2]!] },
  ]);
  for (let start = 0; start < examples.length; start += BATCH) {
    const count = Math.min(BATCH, examples.length - start);
    // A last, incomplete batch is filled up: one graph serves all.
    const images = new Int32Array(BATCH * size * size);
    for (let b = 0; b < count; b++) images.set(image(start + b), b * size * size);
    const { tokens } = await session.run({ images: int32(images, [BATCH, size, size]) });
    const values = tokens!.data as Float32Array;
    const row = shape[1]! * shape[2]!;
    writer.write("features", values.subarray(0, count * row));
    for (let b = 0; b < count; b++) {
      if (train.has(start + b)) moments.add(values.subarray(b * row, (b + 1) * row));
    }
    await context.progress({ done: start + count, total: examples.length });
  }
  writer.write("mean", moments.mean());
  writer.write("deviation", moments.deviation());
  writer.close();
  session.dispose();
}

/** Mean and standard deviation of every channel, over all tokens added. */
class ChannelMoments {
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  #tokens = 0;

  constructor(private readonly channels: number) {
    this.#sum = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
  }

  /** @param values `[tokens, channels]` */
  add(values: Float32Array): void {
    values.forEach((value, i) => {
      this.#sum[i % this.channels]! += value;
      this.#squares[i % this.channels]! += value * value;
    });
    this.#tokens += values.length / this.channels;
  }

  mean(): Float32Array {
    return Float32Array.from(this.#sum, (sum) => sum / this.#tokens);
  }

  deviation(): Float32Array {
    return Float32Array.from(this.#squares, (squares, c) => {
      const mean = this.#sum[c]! / this.#tokens;
      return Math.sqrt(Math.max(0, squares / this.#tokens - mean * mean));
    });
  }
}

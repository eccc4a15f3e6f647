/** `prepare/features`: the frozen trunk's tokens of every image, computed once. */
import { join } from "node:path";
import { readPrepared } from "../../datasets/prepared.ts";
import { createSafetensors, readTensors } from "../../model/checkpoint/safetensors.ts";
import { featureChannels, gridTokens, type TrunkConfig } from "../../model/config.ts";
import { int32 } from "../../model/engine/engine.ts";
import { encodeImages, whitenTokens } from "../../model/image_encoder.ts";
import { normalizePixels } from "../../tasks/images.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { engineOf, preparedFolder } from "./inputs.ts";

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
      return { outputs: { tokens: whitenTokens(tokens, params) } };
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

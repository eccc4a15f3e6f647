/**
 * ResNet-50 in evaluation mode.
 *
 * @module
 */
import { MODEL_PRESETS } from "../../../model/config.ts";
import { encodeImages } from "../../../model/image_encoder.ts";
import { trunkParameters } from "../../../model/parameters.ts";
import { noise, noiseParameters } from "../noise.ts";
import { engineOf, type Row } from "../row.ts";

const BATCH = 4;
const SIZE = 224;

export const resnetForward: Row = {
  name: "resnet50-forward",
  unit: "ms",
  what: `ResNet-50 forward, batch ${BATCH} at ${SIZE}²`,
  peer: { open: "resnet_forward", batch: BATCH, size: SIZE },
  async open(setup) {
    const { trunk } = MODEL_PRESETS.base;
    const engine = await engineOf(setup);
    const session = engine.load(
      (params, { images }) => ({
        outputs: { tokens: encodeImages(params, images!, trunk, "eval").tokens },
      }),
      noiseParameters(trunkParameters(trunk)),
    );
    const images = noise([BATCH, SIZE, SIZE, 3]);
    return { run: () => session.run({ images }), close: () => session.dispose() };
  },
};

/**
 * The last stage of ResNet-50, forward and backward.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { MODEL_PRESETS } from "../../../model/config.ts";
import type { HostTensors } from "../../../model/engine/mod.ts";
import { encodeStage, TRUNK } from "../../../model/image_encoder.ts";
import { trainableNames, trunkParameters } from "../../../model/parameters.ts";
import { gradientsOf } from "../../../model/training.ts";
import { noise, noiseParameters } from "../noise.ts";
import { engineOf, type Row } from "../row.ts";

const BATCH = 4;
const SIDE = 14;
const STAGE = 3;
const INPUTS = 1024;

export const resnetLayer4: Row = {
  name: "resnet-layer4",
  unit: "ms",
  what: `ResNet-50's layer4, batch ${BATCH} at ${SIDE}² × ${INPUTS}: forward and backward`,
  peer: { open: "resnet_layer4", batch: BATCH, side: SIDE },
  async open(setup) {
    const { trunk } = MODEL_PRESETS.base;
    const all = Object.entries(trunkParameters(trunk));
    const layer = Object.fromEntries(
      all.filter(([name]) => name.startsWith(`${TRUNK}.${STAGE + 4}.`)),
    );
    const moved = [...trainableNames(layer, { trunk: true }), "x"];
    const values: HostTensors = {
      ...noiseParameters(layer),
      x: noise([BATCH, SIDE, SIDE, INPUTS]),
    };
    // Gradients replace entries of the state: into buffers that are there, as the peer's.
    const buffers = moved.map((name) => [`gradient.${name}`, noise(values[name]!.shape)]);
    const engine = await engineOf(setup);
    const session = engine.load((state, feed, random) => {
      const { gradients, outputs } = gradientsOf(
        (params) => {
          const y = encodeStage(params, params.x!, STAGE, trunk.blocks[STAGE]!, "train");
          const loss = tf.mean(tf.square(y));
          return { loss, outputs: { loss } };
        },
        ...[state, feed, random, moved] as const,
      );
      const kept = moved.map((name, i) => [`gradient.${name}`, gradients[i]!]);
      return { state: Object.fromEntries(kept), outputs };
    }, { ...values, ...Object.fromEntries(buffers) });
    return { run: () => session.run({}), close: () => session.dispose() };
  },
};

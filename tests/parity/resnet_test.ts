import * as tf from "@tensorflow/tfjs-core";
import type { HostTensor, HostTensors, StepFunction, Tensors } from "../../model/engine/mod.ts";
import { encodeImages, gradientsOf, TRUNK } from "../../model/mod.ts";
import { assertClose, assertRelativelyClose } from "./compare.ts";
import { engineParityTest, type Fixture, fixture } from "./fixtures.ts";
import { trunkConfig } from "./network.ts";

const FILE = "b_resnet.safetensors";

for (const mode of ["eval", "train"] as const) {
  engineParityTest(`encodeImages() in ${mode} mode gives b_resnet`, [FILE], async (engine) => {
    const source = fixture(FILE);
    const tolerance = mode === "eval" ? 1e-4 : 2e-4;
    const params = trunkOf(source);
    const trunk = trunkConfig(params);
    const trained = source.names.flatMap((name) =>
      name.startsWith(`${mode}.grad.`) ? [`${TRUNK}.${name.slice(`${mode}.grad.`.length)}`] : []
    );
    const program: StepFunction = (state, feed, random) => {
      const loss = (all: Tensors) => {
        const { tokens, stages, updates } = encodeImages(all, nhwc(all.input!), trunk, mode);
        const loss = tf.mean(tf.mul(tokens, feed.loss_weights!));
        const named = stages.slice(0, 4).map((stage, i): [string, tf.Tensor] => [
          i === 0 ? "after_maxpool" : `after_layer${i}`,
          tf.transpose(stage, [0, 3, 1, 2]),
        ]);
        const running = Object.entries(updates).map(([name, value]) => [`after.${name}`, value]);
        return {
          loss,
          outputs: {
            loss,
            output_tokens: tokens,
            ...Object.fromEntries(named),
            ...Object.fromEntries(running),
          },
        };
      };
      const names = [...trained, "input"];
      const all = { ...state, input: feed.input! };
      const { gradients, outputs } = gradientsOf(loss, all, feed, random, names);
      names.forEach((name, i) => outputs[`grad.${name}`] = gradients[i]!);
      return { outputs };
    };
    const session = engine.load(program, params);
    const outputs = await session.run({
      input: source.tensor("input"),
      loss_weights: source.tensor("loss_weights"),
    });
    session.dispose();

    const stages = ["after_maxpool", "after_layer1", "after_layer2", "after_layer3"];
    for (const name of [...stages, "output_tokens", "loss"]) {
      assertClose(outputs[name], source, `${mode}.${name}`, tolerance);
    }
    for (const name of trained) {
      const expected = `${mode}.grad.${name.slice(TRUNK.length + 1)}`;
      assertRelativelyClose(outputs[`grad.${name}`], source, expected, 1e-3);
    }
    assertRelativelyClose(outputs["grad.input"], source, `${mode}.grad_input`, 1e-3);
    for (const name of source.names.filter((name) => name.startsWith(`${mode}.after.`))) {
      if (name.endsWith("num_batches_tracked")) continue;
      const ours = `after.${TRUNK}.${name.slice(`${mode}.after.`.length)}`;
      assertClose(outputs[ours], source, name, tolerance);
    }
  });
}

/** The trunk's parameters under our names. */
function trunkOf(source: Fixture): HostTensors {
  const names = source.names.filter((name) =>
    name.startsWith("init.") && !name.endsWith("num_batches_tracked")
  );
  return Object.fromEntries(
    names.map((name): [string, HostTensor] => [
      `${TRUNK}.${name.slice("init.".length)}`,
      source.tensor(name),
    ]),
  );
}

function nhwc(images: tf.Tensor): tf.Tensor {
  return tf.transpose(images, [0, 2, 3, 1]);
}

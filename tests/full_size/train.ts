/** Pre-training steps of the published network on noise, from pixels. */
import { openEngine } from "../../model/engine/mod.ts";
import { MODEL_PRESETS, networkParameters, trainableNames } from "../../model/mod.ts";
import { readTensors, writeTensors } from "../../model/checkpoint/safetensors.ts";
import { adamW } from "../../model/optimizer.ts";
import { Key } from "../../model/random.ts";
import { trainedParameters, trainingState, trainingStep } from "../../model/training.ts";
import { stepFeeds } from "../../tasks/feeds.ts";
import { fit, type FitStep } from "../../tasks/fit.ts";
import { liveImages } from "../../tasks/images.ts";
import { PretrainBatches } from "../../tasks/pretrain/batch.ts";
import { pretrainLoss } from "../../tasks/pretrain/objective.ts";
import type { Studies, Study } from "../../tasks/studies.ts";

const STEPS = 2;
const VARIANT = "bar";

/** What {@link train} tells. */
export interface Trained {
  readonly steps: readonly { readonly loss: number; readonly seconds: number }[];
}

/** Reads parameters, trains them for two steps of one example each, and writes them. */
export async function train(from: string, to: string): Promise<Trained> {
  const model = MODEL_PRESETS.base;
  const key = Key.of(1);
  const studies = noise(STEPS);
  const images = liveImages(studies, model, "train");
  const batches = new PretrainBatches(studies.split("train"), studies.labelNames, images, {
    model,
    variant: VARIANT,
    special: { pad: 0, unk: 100, cls: 101, sep: 102, mask: 103 },
    maskRate: 0.15,
    bidirectional: 0,
    matching: true,
    labelMatch: "set",
    predictMismatched: true,
    seePads: true,
    randomCrop: true,
  });
  const trainable = trainableNames(networkParameters(model, { words: true, match: true }));
  const optimizer = adamW({ learningRate: 1e-5, weightDecay: 0 });
  const loss = pretrainLoss({ model, variant: VARIANT, mlm: true, itm: true }, images);
  const engine = await openEngine("onnx", { threads: navigator.hardwareConcurrency });
  const session = engine.load(
    trainingStep(loss, optimizer, trainable),
    trainingState(readTensors(from), trainable),
  );
  const steps: { loss: number; seconds: number }[] = [];
  let start = performance.now();
  await fit({
    ...{ session, optimizer, key },
    feeds: stepFeeds({ batches, batchSize: 1, epochs: 1, key }),
    onStep({ outputs }: FitStep) {
      const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
      steps.push({ loss: outputs.loss!, seconds });
      start = performance.now();
    },
  });
  writeTensors(to, trainedParameters(await session.read()));
  session.dispose();
  return { steps };
}

/** Studies of noise, the texts as long as the model allows. */
function noise(count: number): Studies {
  const { textTokens, vocabulary, imageSize } = MODEL_PRESETS.base;
  const all = Array.from({ length: count }, (_, row): Study => {
    const words = Key.of(2).fold(row).stream();
    const tokens = Int32Array.from(
      { length: textTokens },
      () => 999 + Math.floor(words.uniform() * (vocabulary - 999)),
    );
    const id = String(row);
    const example = {
      id,
      patient: id,
      split: "train",
      text: "",
      labels: [],
      questions: [],
    } as const;
    return { row, example, tokens, whole: tokens };
  });
  const pixels = (row: number) => {
    const grey = Key.of(3).fold(row).stream();
    return Uint8Array.from({ length: imageSize ** 2 }, () => 256 * grey.uniform());
  };
  return {
    labelNames: [],
    imageSize,
    split: (split) => split === "train" ? all : [],
    pixels: ({ row }) => pixels(row),
    [Symbol.dispose]: () => {},
    features: () => {
      throw new Error("Cannot read image features: there are none of noise");
    },
  };
}

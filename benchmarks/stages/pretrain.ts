/** `pretrain/pretrain`: masked words and image-text matching under one mask variant. */
import { join } from "node:path";
import { writeTensors } from "../../model/checkpoint/safetensors.ts";
import { initialParameters } from "../../model/init.ts";
import { type MaskVariant, seesPads } from "../../model/masks.ts";
import { adamW } from "../../model/optimizer.ts";
import { networkParameters, trainableNames } from "../../model/parameters.ts";
import { keeps, type Protocol } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { trainedParameters } from "../../model/training.ts";
import { fit, partsOf, totalSteps } from "../../tasks/fit.ts";
import { PretrainBatches } from "../../tasks/pretrain/batch.ts";
import { pretrainLoss } from "../../tasks/pretrain/objective.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { networkInputs, startingWeights } from "./inputs.ts";
import { Reporter } from "./reporter.ts";
import { openTraining } from "./training.ts";

interface PretrainStageConfig {
  readonly variant: MaskVariant;
  readonly seed: number;
  readonly protocol: Partial<Protocol>;
  readonly epochs: number;
  readonly batchSize: number;
  readonly accumulate?: number;
  readonly learningRate: number;
  readonly mlm: boolean;
  readonly itm: boolean;
  readonly maskRate?: number;
  readonly mixed?: { readonly bi: number; readonly s2s: number };
}

export async function pretrain(stage: Stage, context: StageContext): Promise<void> {
  const config = stage.config as unknown as PretrainStageConfig;
  const { variant, epochs, batchSize, mlm, itm, protocol } = config;
  using inputs = await networkInputs(stage, context);
  const { engine, model, tokenizer, studies, images } = inputs;
  const train = studies.split("train");
  // Of every variant: initial weights, order, masks and pairs are the same, the mask differs.
  const key = Key.of(config.seed).fold("pretrain");
  const parameters = networkParameters(model, { words: mlm, match: itm });
  const initial = initialParameters(parameters, key.fold("init"));
  const source = images(keeps(protocol, "batchNorm") ? "train" : "eval");
  const batches = new PretrainBatches(train, studies.labelNames, source, {
    model,
    variant,
    special: tokenizer.special,
    maskRate: config.maskRate ?? 0,
    bidirectional: config.mixed?.bi ?? 0,
    matching: itm,
    labelMatch: itm && keeps(protocol, "labelMatch") ? "words" : "set",
    predictMismatched: mlm && itm && keeps(protocol, "mismatchedWords"),
    seePads: !seesPads(variant) || keeps(protocol, "padAttention"),
    randomCrop: keeps(protocol, "randomCrop"),
  });
  const trainable = trainableNames(parameters, {
    trunk: false,
    pooler: itm && variant !== "noncross",
  });
  const optimizer = adamW({ learningRate: config.learningRate, weightDecay: 0 });
  const length = { items: train.length, batchSize, epochs };
  using training = openTraining(engine, {
    loss: pretrainLoss({ model, ...config }, source),
    ...{ optimizer, trainable },
    start: startingWeights(stage, context, inputs, initial),
    parts: partsOf(length, config.accumulate),
  });
  const reporter = new Reporter(context, totalSteps(length));
  await fit({
    ...training,
    optimizer,
    key,
    batches,
    batchSize,
    epochs,
    onStep: (step) => reporter.step(step),
  });
  const trained = trainedParameters(await training.session.read());
  reporter.epoch({ textsKeptForWantOfOtherLabels: batches.exhausted });
  await reporter.write();
  writeTensors(join(context.output, "model.safetensors"), trained);
}

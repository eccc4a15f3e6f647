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
import { type FeedOptions, partsOf } from "../../tasks/feeds.ts";
import { fit, totalSteps } from "../../tasks/fit.ts";
import type { ImageSource } from "../../tasks/images.ts";
import { PretrainBatches } from "../../tasks/pretrain/batch.ts";
import { pretrainLoss } from "../../tasks/pretrain/objective.ts";
import { idWeights, type WordWeights } from "../../tasks/word_weights.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { feedsOf } from "./feed_thread.ts";
import { networkInputs, startingWeights, type StudyInputs } from "./inputs.ts";
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
  readonly wordWeights?: WordWeights;
  readonly mixed?: { readonly bi: number; readonly s2s: number };
}

export async function pretrain(stage: Stage, context: StageContext): Promise<void> {
  const config = stage.config as unknown as PretrainStageConfig;
  const { variant, epochs, batchSize, mlm, itm } = config;
  using inputs = await networkInputs(stage, context);
  const { engine, model } = inputs;
  const feeds = pretrainFeeds(stage, inputs);
  const { key, batches: { items } } = feeds;
  const parameters = networkParameters(model, { words: mlm, match: itm });
  const initial = initialParameters(parameters, key.fold("init"));
  const trainable = trainableNames(parameters, {
    trunk: false,
    pooler: itm && variant !== "noncross",
  });
  const optimizer = adamW({ learningRate: config.learningRate, weightDecay: 0 });
  using training = openTraining(engine, {
    loss: pretrainLoss({ model, ...config }, imagesOf(config, inputs)),
    ...{ optimizer, trainable },
    start: startingWeights(stage, context, inputs, initial),
    parts: feeds.parts,
  });
  const reporter = new Reporter(context, totalSteps({ items, batchSize, epochs }));
  const { notes } = await fit({
    ...{ ...training, optimizer, key },
    feeds: feedsOf(stage, context, feeds),
    now: () => reporter.now(),
    onStep: (step) => reporter.step(step),
  });
  const trained = trainedParameters(await training.session.read());
  reporter.epoch({ ...notes });
  await reporter.write();
  writeTensors(join(context.output, "model.safetensors"), trained);
}

/** What the inputs of a pre-training are made of. */
export function pretrainFeeds(stage: Stage, inputs: StudyInputs): FeedOptions {
  const config = stage.config as unknown as PretrainStageConfig;
  const { variant, epochs, batchSize, mlm, itm, protocol } = config;
  const { model, tokenizer, studies } = inputs;
  const images = imagesOf(config, inputs);
  const batches = new PretrainBatches(studies.split("train"), studies.labelNames, images, {
    model,
    variant,
    special: tokenizer.special,
    maskRate: config.maskRate ?? 0,
    weightOf: idWeights(config.wordWeights ?? {}, tokenizer),
    bidirectional: config.mixed?.bi ?? 0,
    matching: itm,
    labelMatch: itm && keeps(protocol, "labelMatch") ? "words" : "set",
    predictMismatched: mlm && itm && keeps(protocol, "mismatchedWords"),
    seePads: !seesPads(variant) || keeps(protocol, "padAttention"),
    randomCrop: keeps(protocol, "randomCrop"),
  });
  // Of every variant: initial weights, order, masks and pairs are the same, the mask differs.
  const key = Key.of(config.seed).fold("pretrain");
  const parts = partsOf({ items: batches.items, batchSize }, config.accumulate);
  return { batches, batchSize, epochs, parts, key };
}

function imagesOf({ protocol }: PretrainStageConfig, { images }: StudyInputs): ImageSource {
  return images(keeps(protocol, "batchNorm") ? "train" : "eval");
}

/**
 * A step of pre-training, as the stage does it, on noise.
 *
 * @module
 */
import { featureChannels, gridTokens, type ModelConfig } from "../../model/config.ts";
import type { HostTensors } from "../../model/engine/engine.ts";
import { adamW } from "../../model/optimizer.ts";
import { encoderParameters, headParameters, trainableNames } from "../../model/parameters.ts";
import { Key } from "../../model/random.ts";
import { trainingState, trainingStep } from "../../model/training.ts";
import { cachedImages } from "../../tasks/images.ts";
import { PretrainBatches } from "../../tasks/pretrain/batch.ts";
import { pretrainLoss } from "../../tasks/pretrain/objective.ts";
import { noise, noiseParameters, noiseStudies, SPECIAL } from "./noise.ts";
import { engineOf, type PeerWork, type Setup } from "./row.ts";

const MASK_RATE = 0.15;

/** What is pre-trained. */
export interface PretrainWork {
  readonly model: ModelConfig;
  readonly batch: number;
  /** Whether images and texts are matched besides. */
  readonly matching: boolean;
}

/** A step that can be done again and again. */
export interface PretrainStep {
  /** Makes the inputs of a step. */
  feed(step: number): HostTensors;
  run(step: number, feed: HostTensors): Promise<HostTensors>;
  close(): void;
}

/** Loads a network, its optimizer and some studies. */
export async function openPretrainStep(
  { model, batch, matching }: PretrainWork,
  setup: Setup,
): Promise<PretrainStep> {
  const heads = { words: true, match: matching };
  const parameters = { ...encoderParameters(model), ...headParameters(model, heads) };
  const trainable = trainableNames(parameters, { pooler: matching });
  const map = noise([gridTokens(model), featureChannels(model.trunk)]).data as Float32Array;
  const studies = noiseStudies(batch, model, map);
  const examples = studies.split("train");
  const images = cachedImages(studies, model);
  const batches = new PretrainBatches(examples, [], images, {
    ...{ model, variant: "s2s", matching },
    special: SPECIAL,
    maskRate: MASK_RATE,
    bidirectional: 0,
    labelMatch: "set",
    predictMismatched: true,
    seePads: true,
    randomCrop: false,
  });
  const optimizer = adamW({ learningRate: 1e-5, weightDecay: 0 });
  const loss = pretrainLoss({ model, variant: "s2s", mlm: true, itm: matching }, images);
  const engine = await engineOf(setup);
  const session = engine.load(
    trainingStep(loss, optimizer, trainable),
    trainingState(noiseParameters(parameters), trainable),
  );
  const key = Key.of(3);
  const order = examples.map((_, i) => i);
  return {
    feed: (step) => ({ ...batches.feed(order, key, 0, step), ...optimizer.hyper(step) }),
    run: (step, feed) => session.run(feed, key.fold(step)),
    close: () => session.dispose(),
  };
}

/** The same step of the peer. */
export function peerPretrainStep({ model, batch, matching }: PretrainWork): PeerWork {
  return {
    open: "pretrain",
    model: peerModel(model),
    batch,
    image: model.imageTokens,
    text: model.textTokens + 3,
    labelled: Math.round(MASK_RATE * batch * model.textTokens),
    matching,
  };
}

/** The network as the peer's `Bert` takes it. */
export function peerModel(model: ModelConfig, dropout: number = model.dropout) {
  const { hidden, layers, heads, ffn, vocabulary, maxPositions, trunk } = model;
  const channels = featureChannels(trunk);
  return { hidden, layers, heads, ffn, vocabulary, positions: maxPositions, channels, dropout };
}

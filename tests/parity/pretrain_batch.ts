/**
 * The batch of a pre-training fixture as a feed, and the pre-training loss.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { float32, type HostTensors, int32, type Tensors } from "../../model/engine/mod.ts";
import {
  crossEntropy,
  encode,
  type EncoderConfig,
  LAYOUTS,
  type LossFunction,
  matchLogits,
  pooler,
  productPooler,
  statesAt,
  tokenPositions,
  wordLogits,
} from "../../model/mod.ts";
import type { Fixture } from "./fixtures.ts";
import { encodedOutputs, encoderInputs } from "./network.ts";

/** The rows of a 2-D tensor. */
export function rows(source: Fixture, name: string): number[][] {
  const width = source.shape(name).at(-1)!;
  const values = source.numbers(name);
  const count = values.length / width;
  return Array.from({ length: count }, (_, i) => values.slice(i * width, (i + 1) * width));
}

/**
 * The feed of a batch whose tensors are called `<prefix>ids` and so on; the image features are left
 * to the caller.
 */
export function pretrainFeed(source: Fixture, prefix: string, noncross: boolean): HostTensors {
  const cls = rows(source, `${prefix}cls_tok`);
  const sep = rows(source, `${prefix}sep_tok`);
  const text = rows(source, `${prefix}input_ids`);
  const segments = rows(source, `${prefix}segment`);
  const batch = text.length;
  const pixels = pixelsOf(source, prefix);
  const second = noncross ? 1 : 0;
  const ids = text.flatMap((
    row,
    b,
  ) => [...cls[b]!, ...sep[b]!, ...(noncross ? cls[b]! : []), ...row]);
  const types = segments.flatMap((row) => [
    ...Array(pixels.length + 2).fill(0),
    ...Array(second).fill(1),
    ...row,
  ]);
  const tokens = types.length / batch;
  const labels = source.numbers(`${prefix}txt_labels`);
  const labelled = labels.flatMap((label, index) => label >= 0 ? [index] : []);
  const parts = { pixels, textBlock: text[0]!.length, secondCls: noncross };
  return {
    ids: int32(ids, [batch, ids.length / batch]),
    positions: int32(tokenPositions(LAYOUTS.pretrain, parts), [tokens]),
    types: int32(types, [batch, tokens]),
    mask: source.tensor(`${prefix}attn_mask`),
    labelled: int32(labelled, [labelled.length]),
    labels: int32(labelled.map((index) => labels[index]!), [labelled.length]),
    weights: float32(labelled.map(() => 1), [labelled.length]),
    aligned: source.tensor(`${prefix}is_aligned`),
  };
}

/** The sampled pixels of a batch: the same in every example. */
export function pixelsOf(source: Fixture, prefix: string): number[] {
  const name = `${prefix}img_positions`;
  return source.numbers(name).slice(0, source.shape(name).at(-1)!);
}

/** Masked words plus image-text matching; the feed holds the image features. */
export function pretrainLoss(config: EncoderConfig, noncross: boolean): LossFunction {
  return (params, feed, random) => {
    const encoded = encode(params, encoderInputs(feed), config, LAYOUTS.pretrain, random);
    const { hidden } = encoded;
    const images = feed.features!.shape[1]!;
    const pooled = noncross ? productPooler(hidden, images + 2) : pooler(params, hidden);
    const itm = matchLogits(params, pooled);
    const words = wordLogits(params, statesAt(hidden, feed.labelled!));
    const loss_mlm = crossEntropy(words, feed.labels!, feed.weights!);
    const loss_itm = crossEntropy(itm, feed.aligned!);
    const loss = tf.add(loss_mlm, loss_itm);
    const outputs: Tensors = {
      ...encodedOutputs(encoded),
      pooled,
      itm_logits: itm,
      mlm_logits: wordLogits(params, hidden),
      loss_mlm,
      loss_itm,
      loss,
    };
    return { loss, outputs };
  };
}

/**
 * The pre-training objective: masked language modelling plus image-text matching.
 *
 * `loss = CE(words at masked positions) + CE(match)`, means over labelled positions and examples.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { ModelConfig } from "../../model/config.ts";
import type { Tensors } from "../../model/engine/engine.ts";
import { matchLogits, pooler, productPooler, statesAt, wordLogits } from "../../model/heads.ts";
import { LAYOUTS } from "../../model/layout.ts";
import { crossEntropy } from "../../model/losses.ts";
import type { MaskVariant } from "../../model/masks.ts";
import type { LossFunction } from "../../model/training.ts";
import { encodeFeed } from "../encode_feed.ts";
import type { ImageSource } from "../images.ts";
import { LABEL_TOTAL } from "../labelled.ts";

export interface ObjectiveOptions {
  readonly model: ModelConfig;
  readonly variant: MaskVariant;
  /** Masked language modelling. */
  readonly mlm: boolean;
  /** Image-text matching. */
  readonly itm: boolean;
}

/** The loss of a step whose feed is `PretrainBatches.feed`'s. */
export function pretrainLoss(
  { model, variant, mlm, itm }: ObjectiveOptions,
  images: ImageSource,
): LossFunction {
  return (params, feed, random) => {
    const layout = LAYOUTS.pretrain;
    const { hidden, updates } = encodeFeed(params, feed, { model, layout, images }, random);
    const outputs: Tensors = {};
    if (mlm) {
      const logits = wordLogits(params, statesAt(hidden, feed.labelled!));
      outputs.mlm = crossEntropy(logits, feed.labels!, feed.weights!, 0, feed[LABEL_TOTAL]);
    }
    if (itm) {
      const pooled = variant === "noncross"
        ? productPooler(hidden, model.imageTokens + 2)
        : pooler(params, hidden);
      const logits = matchLogits(params, pooled);
      outputs.itm = crossEntropy(logits, feed.aligned!);
      const hits = tf.equal(tf.argMax(logits, -1), feed.aligned!);
      outputs.itmAccuracy = tf.mean(tf.cast(hits, "float32"));
    }
    const loss = mlm && itm ? tf.add(outputs.mlm!, outputs.itm!) : outputs.mlm ?? outputs.itm!;
    return { loss, outputs: { loss, ...outputs }, updates };
  };
}

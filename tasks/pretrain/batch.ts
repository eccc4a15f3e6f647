/**
 * One pre-training step's inputs: masked texts, drawn pairs, masks.
 *
 * @module
 */
import type { LabelValue } from "../../datasets/dataset.ts";
import { randomResizedCropBox } from "../../datasets/random_crop.ts";
import type { Box } from "../../datasets/raster.ts";
import { gridTokens, type ModelConfig } from "../../model/config.ts";
import { type HostTensors, int32 } from "../../model/engine/engine.ts";
import { LAYOUTS, tokenPositions, tokenTypes } from "../../model/layout.ts";
import {
  attentionMask,
  type MaskRule,
  type MaskVariant,
  mixedRule,
  sequenceTokens,
} from "../../model/masks.ts";
import type { Key } from "../../model/random.ts";
import type { SpecialIds } from "../../model/tokenizer.ts";
import type { Batches, Notes } from "../feeds.ts";
import type { ImageSource } from "../images.ts";
import { labelFeed } from "../labelled.ts";
import type { Study } from "../studies.ts";
import { maskTokens, NOT_PREDICTED } from "./masking.ts";
import { drawText, labelBag, type LabelMatch } from "./negatives.ts";

export interface BatchOptions {
  readonly model: ModelConfig;
  readonly variant: MaskVariant;
  readonly special: SpecialIds;
  readonly maskRate: number;
  /** How much a word counts in the loss; absent: all the same. */
  readonly weightOf?: (id: number) => number;
  /** Probability of `bi` under `mixed`. */
  readonly bidirectional: number;
  /** Whether texts are drawn for image-text matching; otherwise each image has its own. */
  readonly matching: boolean;
  readonly labelMatch: LabelMatch;
  /**
   * Whether the words of a text that is not the image's own are predicted too, as in the original:
   * half of the examples then teach that words have nothing to do with the image beside them.
   */
  readonly predictMismatched: boolean;
  /** Whether pads are seen, see `attentionMask`. */
  readonly seePads: boolean;
  /** Whether a random part of each image is seen, another in every epoch; else all of it. */
  readonly randomCrop: boolean;
}

/** Makes the feeds of a pre-training over the studies of a train split. */
export class PretrainBatches implements Batches {
  readonly #bags: readonly string[];
  /** Images whose text was kept because no example with other labels was found. */
  exhausted = 0;

  constructor(
    private readonly studies: readonly Study[],
    labelNames: readonly string[],
    private readonly images: ImageSource,
    private readonly options: BatchOptions,
  ) {
    this.#bags = studies.map(({ example }) =>
      labelBag(presentLabels(labelNames, example.labels), options.labelMatch)
    );
  }

  get items(): number {
    return this.studies.length;
  }

  get notes(): Notes {
    return { textsKeptForWantOfOtherLabels: this.exhausted };
  }

  /**
   * The feed of a step: ids `[B, S - n]`, types `[B, S]`, positions `[S]`, mask `[B, S, S]`,
   * labelled positions (flat, padded with weight 0), aligned `[B]`, and the images'.
   *
   * Masking, pairs and crops are functions of (key, epoch, study); the sampled pixels of (key,
   * step).
   */
  feed(batch: readonly number[], key: Key, epoch: number, step: number): HostTensors {
    const { model, variant } = this.options;
    const pixels = samplePixelIndices(model, key.fold("pixels").fold(step));
    const layout = LAYOUTS.pretrain;
    const secondCls = variant === "noncross";
    const textBlock = model.textTokens + 1;
    const tokens = sequenceTokens(variant, model);
    const parts = { pixels, textBlock, secondCls };
    const textStart = tokens - textBlock;

    const ids = new Int32Array(batch.length * (tokens - pixels.length));
    const types = new Int32Array(batch.length * tokens);
    const mask = new Int32Array(batch.length * tokens * tokens);
    const aligned = new Int32Array(batch.length);
    const labelled: number[] = [];
    const labels: number[] = [];
    batch.forEach((own, b) => {
      const example = this.#example(own, key.fold(epoch).fold(this.studies[own]!.row));
      const realText = example.ids.length;
      aligned[b] = example.aligned;
      ids.set(
        row(this.options.special, example.ids, textBlock, secondCls),
        b * ids.length / batch.length,
      );
      types.set(tokenTypes(layout, parts, realText + 1), b * tokens);
      const lengths = { imageTokens: pixels.length, textTokens: model.textTokens, realText };
      mask.set(attentionMask(example.rule, lengths, this.options.seePads), b * tokens * tokens);
      if (example.aligned === 0 && !this.options.predictMismatched) return;
      example.labels.forEach((label, j) => {
        if (label === NOT_PREDICTED) return;
        labelled.push(b * tokens + textStart + j);
        labels.push(label);
      });
    });
    return {
      ids: int32(ids, [batch.length, tokens - pixels.length]),
      types: int32(types, [batch.length, tokens]),
      positions: int32(tokenPositions(layout, parts), [tokens]),
      mask: int32(mask, [batch.length, tokens, tokens]),
      aligned: int32(aligned, [batch.length]),
      ...labelFeed(labelled, labels, this.options.weightOf),
      ...this.images.feed(
        batch.map((i) => this.studies[i]!),
        pixels,
        this.#boxes(batch, key, epoch),
      ),
    };
  }

  /** The part of each image that is seen, where it is a random one. */
  #boxes(batch: readonly number[], key: Key, epoch: number): Box[] | undefined {
    const { randomCrop, model: { imageSize: side } } = this.options;
    if (!randomCrop) return undefined;
    return batch.map((own) => {
      const stream = key.fold(epoch).fold(this.studies[own]!.row).fold("crop").stream();
      return randomResizedCropBox(stream, { width: side, height: side });
    });
  }

  #example(own: number, key: Key): {
    ids: Int32Array;
    labels: Int32Array;
    rule: MaskRule;
    aligned: 0 | 1;
  } {
    const { model, variant, special, maskRate, matching, bidirectional } = this.options;
    let text = own;
    let aligned: 0 | 1 = 1;
    if (matching) {
      const drawn = drawText(own, this.#bags, key.fold("pair").stream());
      text = drawn.source;
      aligned = drawn.aligned;
      if (drawn.exhausted) this.exhausted++;
    }
    const masked = maskTokens(
      this.studies[text]!.tokens,
      { vocabularySize: model.vocabulary, maskId: special.mask, rate: maskRate },
      key.fold("mask").stream(),
    );
    const rule = variant === "mixed"
      ? mixedRule(key.fold("mixed").stream().uniform(), bidirectional)
      : variant;
    return { ...masked, rule, aligned };
  }
}

function presentLabels(names: readonly string[], values: readonly LabelValue[]): string[] {
  return names.filter((_, j) => values[j] === 1);
}

/** n of the map's pixels, ascending; all of them if n is their number. */
export function samplePixelIndices(model: ModelConfig, key: Key): Int32Array {
  const order = key.stream().permutation(gridTokens(model));
  return Int32Array.from(order.slice(0, model.imageTokens)).sort();
}

/** Ids of the tokens that are no image tokens: [CLS] [SEP] ([CLS]) text [SEP] pads. */
function row(
  special: SpecialIds,
  text: Int32Array,
  textBlock: number,
  secondCls: boolean,
): Int32Array {
  const head = secondCls ? [special.cls, special.sep, special.cls] : [special.cls, special.sep];
  const ids = new Int32Array(head.length + textBlock).fill(special.pad);
  ids.set(head);
  ids.set(text, head.length);
  ids[head.length + text.length] = special.sep;
  return ids;
}

/**
 * The inputs of a training's steps, in their order.
 *
 * @module
 */
import type { HostTensors } from "../model/engine/engine.ts";
import type { Key } from "../model/random.ts";
import { partFeeds } from "./labelled.ts";

/** What a training goes over. */
export interface Batches {
  /** How many items an epoch has. */
  readonly items: number;
  /**
   * Inputs of a step for some items, in arrays that nothing else holds; what is drawn for an item is a
   * function of (key, epoch, item), what is drawn for a step one of (key, step).
   */
  feed(batch: readonly number[], key: Key, epoch: number, step: number): HostTensors;
  /** What is to be told of the feeds made so far. */
  readonly notes?: Notes;
}

/** Counts by name: those of two parts of a training add up. */
export type Notes = Readonly<Record<string, number>>;

/** What the inputs of a training are made of. */
export interface FeedOptions {
  readonly batches: Batches;
  readonly batchSize: number;
  readonly epochs: number;
  /** Equal parts in which every batch is made, see {@link partsOf}. @default 1 */
  readonly parts?: number;
  /** Key of the training: order of items, draws and dropout depend on it and the step alone. */
  readonly key: Key;
  /** The first step whose inputs are made. @default 0 */
  readonly from?: number;
}

/** The inputs of a step. */
export interface StepFeed {
  /** Steps before this one. */
  readonly step: number;
  readonly epoch: number;
  /** Whether the epoch ends with it. */
  readonly last: boolean;
  /** Examples of the step. */
  readonly examples: number;
  readonly feed: HostTensors;
  /** Where a batch is made in parts, those of the parts before the last, whose feed is `feed`. */
  readonly before?: readonly HostTensors[];
  /** Those of the batches by then. */
  readonly notes?: Notes;
}

/** Examples per step: an epoch with fewer items than a batch is one batch. */
export function effectiveBatch(
  { items, batchSize }: { readonly items: number; readonly batchSize: number },
): number {
  return Math.min(items, batchSize);
}

/** In how many equal parts a batch is made: at most `accumulate`, each with as many examples. */
export function partsOf(
  length: { readonly items: number; readonly batchSize: number },
  accumulate = 1,
): number {
  const examples = effectiveBatch(length);
  let parts = Math.min(accumulate, examples);
  while (examples % parts !== 0) parts--;
  return parts;
}

/**
 * Makes the inputs of every step when they are asked for; the last, incomplete batch of an epoch is
 * dropped.
 *
 * @throws {RangeError} if there are no items.
 */
export function* stepFeeds(
  { batches, batchSize, epochs, parts = 1, key, from = 0 }: FeedOptions,
): Generator<StepFeed> {
  const { items } = batches;
  if (items === 0) throw new RangeError("Cannot train: the train split has no examples to use");
  const examples = effectiveBatch({ items, batchSize });
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = key.fold("order").fold(epoch).stream().permutation(items);
    for (let start = 0; start + examples <= items; start += examples) {
      if (step >= from) {
        const feeds = partFeeds(
          pieces(order.slice(start, start + examples), parts)
            .map((piece) => batches.feed(piece, key, epoch, step)),
        );
        const feed = feeds.pop()!;
        const last = start + 2 * examples > items;
        const before = feeds.length > 0 ? { before: feeds } : {};
        yield { step, epoch, last, examples, feed, ...before, notes: batches.notes };
      }
      step++;
    }
  }
}

/** A list in `count` pieces of one length. */
function pieces<T>(list: readonly T[], count: number): T[][] {
  const size = list.length / count;
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}

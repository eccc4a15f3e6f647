/**
 * The training loop: epochs over shuffled items, one optimizer step per batch.
 *
 * @module
 */
import type { HostTensors, Session } from "../model/engine/engine.ts";
import type { Optimizer } from "../model/optimizer.ts";
import type { Key } from "../model/random.ts";
import { partFeeds } from "./labelled.ts";

/** What a training goes over. */
export interface Batches {
  /** How many items an epoch has. */
  readonly items: number;
  /**
   * Inputs of a step for some items; what is drawn for an item is a function of (key, epoch, item),
   * what is drawn for a step one of (key, step).
   */
  feed(batch: readonly number[], key: Key, epoch: number, step: number): HostTensors;
}

export interface FitOptions {
  /** A session of a `trainingStep` that outputs `loss`. */
  readonly session: Session;
  readonly optimizer: Optimizer;
  /** Key of the training: order of items, draws and dropout depend on it and the step alone. */
  readonly key: Key;
  readonly batches: Batches;
  readonly batchSize: number;
  readonly epochs: number;
  /** Makes every batch in several parts; the session's program is that of the last. */
  readonly accumulation?: Accumulation;
  /** Called after every step with the step's outputs as numbers. */
  onStep(step: FitStep): void | Promise<void>;
  /** Called after every epoch; training ends when it returns `stop`. */
  onEpoch?(epoch: number): Promise<"stop" | undefined>;
}

/** A batch in equal parts. */
export interface Accumulation {
  /** How many; see {@link partsOf}. */
  readonly parts: number;
  /** A session of an `accumulationStep` on the state of the training's. */
  readonly session: Session;
}

export interface FitStep {
  /** Steps done before this one. */
  readonly step: number;
  readonly epoch: number;
  /** Scalar outputs of the program. */
  readonly outputs: Readonly<Record<string, number>>;
  /** Examples of the step. */
  readonly examples: number;
}

/** What the number of steps depends on. */
export interface FitLength {
  /** How many items an epoch has. */
  readonly items: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/** Examples per step: an epoch with fewer items than a batch is one batch. */
export function effectiveBatch({ items, batchSize }: Omit<FitLength, "epochs">): number {
  return Math.min(items, batchSize);
}

/** In how many equal parts a batch is made: at most `accumulate`, each with as many examples. */
export function partsOf(length: Omit<FitLength, "epochs">, accumulate = 1): number {
  const size = effectiveBatch(length);
  let parts = Math.min(accumulate, size);
  while (size % parts !== 0) parts--;
  return parts;
}

/** Steps of a whole training; the last, incomplete batch of an epoch is dropped. */
export function totalSteps(length: FitLength): number {
  return length.epochs * Math.floor(length.items / effectiveBatch(length));
}

/**
 * Runs the loop.
 *
 * @throws {RangeError} if there are no items, or the loss is not a number (training diverged).
 */
export async function fit(options: FitOptions): Promise<void> {
  const { session, optimizer, key, batches, batchSize, epochs } = options;
  const { items } = batches;
  if (items === 0) throw new RangeError("Cannot train: the train split has no examples to use");
  const size = effectiveBatch({ items, batchSize });
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = key.fold("order").fold(epoch).stream().permutation(items);
    for (let start = 0; start + size <= items; start += size) {
      const parts = options.accumulation?.parts ?? 1;
      const feeds = partFeeds(
        chunks(order.slice(start, start + size), parts)
          .map((part) => batches.feed(part, key, epoch, step)),
      );
      const last = { ...feeds.pop()!, ...optimizer.hyper(step) };
      const results: HostTensors[] = [];
      for (const [part, feed] of feeds.entries()) {
        results.push(await options.accumulation!.session.run(feed, key.fold(step).fold(part)));
      }
      const own = key.fold(step);
      results.push(await session.run(last, parts === 1 ? own : own.fold(parts - 1)));
      const outputs = means(results);
      if (!Number.isFinite(outputs.loss)) {
        throw new RangeError(
          `Cannot go on training: the loss is ${outputs.loss} at step ${step}, ` +
            "a smaller learning rate may help",
        );
      }
      await options.onStep({ step, epoch, outputs, examples: size });
      step++;
    }
    if (await options.onEpoch?.(epoch) === "stop") return;
  }
}

/** Scalars, each the mean of those of its name. */
function means(results: readonly HostTensors[]): Record<string, number> {
  const mean = (name: string) =>
    results.reduce((sum, result) => sum + result[name]!.data[0]!, 0) / results.length;
  return Object.fromEntries(Object.keys(results[0]!).map((name) => [name, mean(name)]));
}

/** A list in `count` pieces of one length. */
function chunks<T>(list: readonly T[], count: number): T[][] {
  const size = list.length / count;
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}

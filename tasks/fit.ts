/**
 * The training loop: epochs over shuffled items, one optimizer step per batch.
 *
 * @module
 */
import type { HostTensors, Session } from "../model/engine/engine.ts";
import type { Optimizer } from "../model/optimizer.ts";
import type { Key } from "../model/random.ts";

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
  /** A clock, in milliseconds; what it says is told to `onStep` and to nobody else. */
  now(): number;
  /** Called after every step with the step's outputs as numbers. */
  onStep(step: FitStep): void | Promise<void>;
  /** Called after every epoch; training ends when it returns `stop`. */
  onEpoch?(epoch: number): Promise<"stop" | undefined>;
}

export interface FitStep {
  /** Steps done before this one. */
  readonly step: number;
  readonly epoch: number;
  /** Scalar outputs of the program. */
  readonly outputs: Readonly<Record<string, number>>;
  readonly learningRate: number;
  /** Examples of the step. */
  readonly examples: number;
  /** How long it took by the clock, the wait included. */
  readonly time: number;
  /** How long of that it waited for its inputs. */
  readonly wait: number;
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
      const began = options.now();
      const feed = batches.feed(order.slice(start, start + size), key, epoch, step);
      const wait = options.now() - began;
      const hyper = optimizer.hyper(step);
      const results = await session.run({ ...feed, ...hyper }, key.fold(step));
      const time = options.now() - began;
      const outputs = Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, data[0]!]),
      );
      if (!Number.isFinite(outputs.loss)) {
        throw new RangeError(
          `Cannot go on training: the loss is ${outputs.loss} at step ${step}, ` +
            "a smaller learning rate may help",
        );
      }
      const learningRate = hyper.lr!.data[0]!;
      await options.onStep({ step, epoch, outputs, learningRate, examples: size, time, wait });
      step++;
    }
    if (await options.onEpoch?.(epoch) === "stop") return;
  }
}

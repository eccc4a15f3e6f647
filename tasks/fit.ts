/**
 * The training loop: epochs over shuffled items, one optimizer step per batch.
 *
 * @module
 */
import type { HostTensors, Session } from "../model/engine/engine.ts";
import type { Optimizer } from "../model/optimizer.ts";
import type { Key } from "../model/random.ts";
import { effectiveBatch, type Notes, type StepFeed } from "./feeds.ts";

export interface FitOptions {
  /** A session of a `trainingStep` that outputs `loss`. */
  readonly session: Session;
  /** A session of an `accumulationStep` on the same state, where feeds come in parts. */
  readonly accumulation?: Session;
  readonly optimizer: Optimizer;
  /** Key of the training: dropout depends on it and the step alone. */
  readonly key: Key;
  /** The inputs of all steps, by the same key; ended early if training does. */
  readonly feeds: Iterable<StepFeed> | AsyncIterable<StepFeed>;
  /**
   * A clock, in milliseconds; what it says is told to `onStep` and to nobody else.
   * @default one that stands still
   */
  now?(): number;
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

/** Steps of a whole training; the last, incomplete batch of an epoch is dropped. */
export function totalSteps(length: FitLength): number {
  return length.epochs * Math.floor(length.items / effectiveBatch(length));
}

/**
 * Runs the loop.
 *
 * @returns What was to be told of the inputs.
 * @throws {RangeError} if the loss is not a number (training diverged).
 */
export async function fit(options: FitOptions): Promise<{ notes?: Notes }> {
  const { session, optimizer, key, feeds, now = () => 0 } = options;
  let notes: Notes | undefined;
  let began = now();
  for await (const { step, epoch, last, examples, feed, before = [], ...told } of feeds) {
    const wait = now() - began;
    notes = told.notes;
    const hyper = optimizer.hyper(step);
    const own = key.fold(step);
    const results: HostTensors[] = [];
    for (const [part, other] of before.entries()) {
      results.push(await options.accumulation!.run(other, own.fold(part)));
    }
    const lastKey = before.length === 0 ? own : own.fold(before.length);
    results.push(await session.run({ ...feed, ...hyper }, lastKey));
    const time = now() - began;
    const outputs = means(results);
    if (!Number.isFinite(outputs.loss)) {
      throw new RangeError(
        `Cannot go on training: the loss is ${outputs.loss} at step ${step}, ` +
          "a smaller learning rate may help",
      );
    }
    const learningRate = hyper.lr!.data[0]!;
    await options.onStep({ step, epoch, outputs, learningRate, examples, time, wait });
    if (last && await options.onEpoch?.(epoch) === "stop") break;
    began = now();
  }
  return { notes };
}

/** Scalars, each the mean of those of its name. */
function means(results: readonly HostTensors[]): Record<string, number> {
  const mean = (name: string) =>
    results.reduce((sum, result) => sum + result[name]!.data[0]!, 0) / results.length;
  return Object.fromEntries(Object.keys(results[0]!).map((name) => [name, mean(name)]));
}

/**
 * Predictions in batches of one shape: the last batch is filled up, so one graph serves all.
 *
 * @module
 */
import type { HostTensors, StepFunction } from "../model/engine/engine.ts";
import type { LoadProgram, PredictProgress } from "./task.ts";

/** Items per forward pass; never changes a prediction. */
const BATCH = 32;

/** One forward pass over items, such as studies or questions. */
export interface Forward<Item, Result> {
  readonly program: StepFunction;
  feed(items: readonly Item[]): HostTensors;
  /** The result of a batch's item `b` from the program's outputs. */
  result(item: Item, outputs: HostTensors, b: number): Result;
}

/** Runs a forward pass over any number of items. */
export interface BatchPredictor<Item, Result> extends Disposable {
  predict(items: readonly Item[], progress?: PredictProgress): Promise<Result[]>;
}

/** Loads a forward pass; `predict` keeps the order of the items. */
export function batchPredictor<Item, Result>(
  load: LoadProgram,
  { program, feed, result }: Forward<Item, Result>,
): BatchPredictor<Item, Result> {
  const session = load(program);
  return {
    async predict(items, progress) {
      const results: Result[] = [];
      for (let start = 0; start < items.length; start += BATCH) {
        const batch = items.slice(start, start + BATCH);
        const full = Array.from({ length: BATCH }, (_, i) => batch[i] ?? batch[0]!);
        const outputs = await session.run(feed(full));
        batch.forEach((item, b) => results.push(result(item, outputs, b)));
        await progress?.(results.length, items.length);
      }
      return results;
    },
    [Symbol.dispose]: () => session.dispose(),
  };
}

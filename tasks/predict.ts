/**
 * Predictions in batches of one shape: the last batch is filled up, so one graph serves all.
 *
 * @module
 */
import type { Session } from "../model/engine/engine.ts";
import type { BoundTask, Prediction } from "./task.ts";
import type { Study } from "./studies.ts";

/** Studies per forward pass; never changes a prediction. */
const BATCH = 32;

/** Predicts studies with a session that runs `task.predict`. */
export async function predictAll(
  session: Session,
  task: BoundTask,
  studies: readonly Study[],
  progress?: (done: number) => void | Promise<void>,
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for (let start = 0; start < studies.length; start += BATCH) {
    const batch = studies.slice(start, start + BATCH);
    const full = Array.from({ length: BATCH }, (_, i) => batch[i] ?? batch[0]!);
    const { targets: _, ...feed } = task.feed(full);
    const outputs = await session.run(feed);
    batch.forEach((study, b) => predictions.push(task.prediction(study, outputs, b)));
    await progress?.(predictions.length);
  }
  return predictions;
}

/**
 * Every downstream task by name.
 *
 * @module
 */
import { classification } from "./classification.ts";
import { reportGeneration } from "./report_generation.ts";
import { retrieval } from "./retrieval.ts";
import type { Task } from "./task.ts";
import { vqa } from "./vqa.ts";

// A stage's config was checked by the spec's schema of its task.
const TASKS = {
  classification,
  retrieval,
  vqa,
  "report-generation": reportGeneration,
} as unknown as Readonly<Record<string, Task<unknown>>>;

/** @throws {RangeError} if there is no such task. */
export function taskOf(name: string): Task<unknown> {
  const task = TASKS[name];
  if (task === undefined) {
    throw new RangeError(
      `Cannot run the task "${name}": there are ${Object.keys(TASKS).join(", ")}`,
    );
  }
  return task;
}

/**
 * `reproduce`: from a spec to results, top to bottom.
 *
 * @module
 */
import { join, resolve } from "node:path";
import type { Results } from "../results/results.ts";
import type { Cell } from "./cells.ts";
import { collectResults } from "./collect.ts";
import { addComparisons } from "./compare.ts";
import { RunRecorder } from "./ledger/recorder.ts";
import { statusOf } from "./ledger/run_rows.ts";
import { type Plan, plan, type PlanOptions } from "./plan.ts";
import { writeReport } from "./report.ts";
import { writeTensorboard } from "./report_tensorboard.ts";
import { run, type RunEvent, type RunOutcome } from "./run.ts";
import { addScores, type ScoreFile } from "./scores.ts";
import type { Spec } from "./spec.ts";
import type { Store } from "./store.ts";
import { provenance } from "./store_provenance.ts";

export interface ReproduceOptions extends PlanOptions {
  readonly store: Store;
  /** Folder of results, tables, predictions and exhibits. */
  readonly out: string;
  /** Stages that run at once. @default the number of cores */
  readonly jobs?: number;
  /** Scores of the cells' predictions that were computed elsewhere. @default [] */
  readonly scores?: readonly ScoreFile[];
  /** URL of the module that runs the stages. @default benchmarks/stages/mod.ts */
  readonly stageModule?: string;
  /** Threads that the stages share. @default the number of cores */
  readonly threads?: number;
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
}

export interface Reproduction {
  readonly outcome: RunOutcome;
  /** Absent if the run was interrupted. */
  readonly results?: Results;
}

/**
 * Plans the cells, runs what is missing and writes the results to `out`.
 *
 * @throws {SpecError} if scores are not those of the predictions; nothing is written then.
 */
export async function reproduce(
  spec: Spec,
  cells: readonly Cell[],
  options: ReproduceOptions,
): Promise<Reproduction> {
  const started = new Date().toISOString();
  const clock = performance.now();
  const seconds = () => (performance.now() - clock) / 1000;
  const planned: Plan = plan(spec, cells, options);
  const targets = planned.cells.flatMap(({ stages }) => stages ? [stages.evaluate] : []);
  const onEvent = options.onEvent ?? (() => {});
  const { engine, device = "cpu" } = options;
  const facts = { started, spec, engine, device, out: resolve(options.out), ...await provenance() };
  const tell = (line: string) => onEvent({ type: "notice", line });
  using recorder = new RunRecorder(options.store, facts, planned.cells, tell);
  const outcome = await run({ stages: planned.stages, targets }, {
    ...options,
    onEvent(event) {
      recorder.onEvent(event);
      onEvent(event);
    },
  });
  if (outcome.status === "interrupted") {
    await recorder.end("interrupted", seconds());
    return { outcome };
  }

  const collected = await collectResults(spec, planned, outcome, options.store, {
    engine,
    device,
    datasets: options.datasets,
    started,
    seconds: seconds(),
  });
  const compared = await addComparisons(collected, options.store);
  const results = addScores({ ...collected, results: compared }, options.scores ?? []);
  await writeTensorboard(planned.stages, options.store, join(options.out, "tensorboard"));
  await writeReport({ ...collected, results }, options.out);
  await recorder.end(statusOf(results), results.environment.seconds, results);
  return { outcome, results };
}

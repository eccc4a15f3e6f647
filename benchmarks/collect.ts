/**
 * Results from the artifacts of a run.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { CellExhibits } from "../results/exhibits.ts";
import { type Evaluation, type Results, RESULTS_SCHEMA } from "../results/results.ts";
import type { StageRecords } from "../results/stage_record.ts";
import type { Cell } from "./cells.ts";
import { describeDatasets } from "./collect_datasets.ts";
import { collectRecords, exhibitsOf } from "./collect_records.ts";
import type { CellStages, Plan, PlannedStage } from "./plan.ts";
import type { KnownDatasets } from "./plan_datasets.ts";
import type { RunOutcome } from "./run.ts";
import type { Spec } from "./spec.ts";
import type { Artifact, Store } from "./store.ts";
import { provenance } from "./store_provenance.ts";

export interface Collected {
  readonly results: Results;
  /** Content of the predictions file of every cell that is done. */
  readonly predictions: ReadonlyMap<Cell, Uint8Array<ArrayBuffer>>;
  /** What is to be looked at, of every cell that has such. */
  readonly exhibits: ReadonlyMap<Cell, CellExhibits>;
  /** Where the results come from. */
  readonly records: StageRecords;
}

type Baseline = Results["baselines"][number]["variant"];

/** What `metrics.json` of an evaluation holds. */
interface Evaluated {
  readonly metrics: Record<string, number | null>;
  readonly scoring: { readonly task: string };
  readonly baselines: Record<string, Record<string, number | null>>;
}

/** Reads metrics and predictions of every cell; adds the baselines as cells of their own. */
export async function collectResults(
  spec: Spec,
  plan: Plan,
  outcome: RunOutcome,
  store: Store,
  run: {
    engine: string;
    device?: string;
    datasets: KnownDatasets;
    started: string;
    seconds: number;
  },
): Promise<Collected> {
  const { cells: planned, stages } = plan;
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  const cells: Results["cells"] = [];
  const baselines = new Map<string, Results["baselines"][number]>();
  const predictions = new Map<Cell, Uint8Array<ArrayBuffer>>();
  const exhibits = new Map<Cell, CellExhibits>();
  const roundings = new Set<string>();
  for (const { cell, stages: keys, failed } of planned) {
    if (failed !== undefined) {
      cells.push({ ...place(cell, {}), status: "failed", metrics: {}, error: failed });
      continue;
    }
    const stage = byKey.get(keys.evaluate)!;
    const end = outcome.stages.get(keys.evaluate);
    const artifact: Artifact | null = end?.status === "done" || end?.status === "cached"
      ? await store.lookup(stage)
      : null;
    if (artifact === null) {
      const error = end?.message ?? "Cannot read the evaluation: it is not in the store, run again";
      cells.push({ ...place(cell, keys), status: "failed", metrics: {}, error });
      continue;
    }
    roundings.add(artifact.manifest.versions.rounding ?? "unknown");
    const evaluated = readJson<Evaluated>(artifact, "metrics.json");
    const { metrics, scoring } = evaluated;
    const evaluation = evaluationOf(stage);
    const lines = artifact.read("predictions.jsonl");
    predictions.set(cell, lines);
    const digest = createHash("sha256").update(lines).digest("hex");
    const done = { status: "done" as const, metrics, scoring, evaluation, predictions: digest };
    cells.push({ ...place(cell, keys), ...done });
    const shown = exhibitsOf(cell, artifact);
    if (shown) exhibits.set(cell, shown);
    for (const [name, metrics] of Object.entries(evaluated.baselines)) {
      const baseline = { ...place(cell, {}), variant: name as Baseline, metrics, evaluation };
      const { task, transfer, seed } = baseline;
      baselines.set(JSON.stringify([name, task, transfer, seed]), { ...baseline, status: "done" });
    }
  }
  const { versions, git, host } = await provenance();
  const results: Results = {
    schema: RESULTS_SCHEMA,
    spec: { name: spec.name, digest: spec.digest, protocol: spec.protocol, margins: spec.margins },
    datasets: await describeDatasets(spec, plan, run.datasets, store),
    environment: {
      engine: run.engine,
      device: run.device ?? "cpu",
      versions,
      ...git,
      host: { ...host, rounding: [...roundings].sort().join(", ") || "unknown" },
      started: run.started,
      seconds: run.seconds,
    },
    cells,
    baselines: [...baselines.values()],
    comparisons: [],
  };
  return { results, predictions, exhibits, records: await collectRecords(cells, store) };
}

function readJson<T>(artifact: Artifact, file: string): T {
  return JSON.parse(new TextDecoder().decode(artifact.read(file)));
}

/** What of an evaluation's inputs decides what its metrics mean, whatever network it is of. */
function evaluationOf(
  { step, version, config: { model: _, engine: __, device: ___, ...config } }: PlannedStage,
) {
  return { task: step, version, config: config as Evaluation["config"] };
}

function place({ variant, task, transfer, seed }: Cell, keys: Partial<CellStages>) {
  const { pretrain = null, finetune = null, evaluate = null } = keys;
  return { variant, task, transfer, seed, stages: { pretrain, finetune, evaluate } };
}

/**
 * The plan: the stages that give the cells of a spec, each once, whatever number of cells need it.
 *
 * @module
 */
import type { Device, EngineName } from "../model/engine/engine.ts";
import type { Cell } from "./cells.ts";
import type { KnownDatasets } from "./plan_datasets.ts";
import { whyUnfit } from "./plan_unfit.ts";
import { type PlannedStage, StageBuilder } from "./plan_stages.ts";
import type { Spec } from "./spec.ts";

export type { PlannedStage } from "./plan_stages.ts";

/** Keys of the stages that a cell's result comes from. */
export interface CellStages {
  /** Trained or imported; not in `scratch`. */
  readonly pretrain?: string;
  readonly finetune: string;
  readonly evaluate: string;
}

/** A cell with its stages, or with the reason that it cannot be planned. */
export type PlannedCell =
  | { readonly cell: Cell; readonly stages: CellStages; readonly failed?: undefined }
  | { readonly cell: Cell; readonly stages?: undefined; readonly failed: string };

export interface Plan {
  readonly cells: readonly PlannedCell[];
  /** No key twice; every stage stands after those it reads. */
  readonly stages: readonly PlannedStage[];
}

export interface PlanOptions {
  readonly engine: EngineName;
  /** @default "cpu" */
  readonly device?: Device;
  /** Every dataset of the cells; see `identifyDatasets`. */
  readonly datasets: KnownDatasets;
  /**
   * Whether cells are planned whose datasets are not there, to show what there is to do: keys that
   * depend on them mean nothing.
   * @default false
   */
  readonly draft?: boolean;
}

/** Plans cells. A cell whose datasets cannot be read, or used as it does, fails alone. */
export function plan(spec: Spec, cells: readonly Cell[], options: PlanOptions): Plan {
  const builder = new StageBuilder(spec, options, options.datasets);
  const planned = cells.map((cell): PlannedCell => {
    const failed = whyUnfit(spec, cell, options.datasets, options.draft);
    if (failed !== undefined) return { cell, failed };
    const pretrain = builder.pretrain(cell);
    const finetune = builder.finetune(cell, pretrain).key;
    const evaluate = builder.evaluate(cell, finetune).key;
    return { cell, stages: { ...pretrain && { pretrain: pretrain.key }, finetune, evaluate } };
  });
  return { cells: planned, stages: builder.stages() };
}

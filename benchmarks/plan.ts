/**
 * The plan: the stages that give the cells of a spec, each once, whatever number of cells need it.
 *
 * @module
 */
import type { EngineName } from "../model/engine/engine.ts";
import type { Cell } from "./cells.ts";
import type { DatasetIdentities } from "./plan_datasets.ts";
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
  /** Of every dataset of the cells; see `identifyDatasets`. */
  readonly identities: DatasetIdentities;
}

/** Plans cells. A cell whose dataset cannot be read fails alone. */
export function plan(spec: Spec, cells: readonly Cell[], options: PlanOptions): Plan {
  const builder = new StageBuilder(spec, options.engine, options.identities);
  const planned = cells.map((cell): PlannedCell => {
    for (const name of Object.values(cell.transfer)) {
      const identity = options.identities.get(name);
      if (identity instanceof Error) return { cell, failed: identity.message };
    }
    const pretrain = builder.pretrain(cell)?.key;
    const finetune = builder.finetune(cell).key;
    const evaluate = builder.evaluate(cell).key;
    return { cell, stages: { ...pretrain && { pretrain }, finetune, evaluate } };
  });
  return { cells: planned, stages: builder.stages() };
}

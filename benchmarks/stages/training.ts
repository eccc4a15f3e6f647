/**
 * The programs of a stage's training, on one state.
 *
 * @module
 */
import type { Engine, HostTensors, Session } from "../../model/engine/engine.ts";
import type { Optimizer } from "../../model/optimizer.ts";
import {
  accumulationStep,
  type LossFunction,
  trainingState,
  trainingStep,
} from "../../model/training.ts";

/** What is trained, and how. */
export interface TrainingOptions {
  readonly loss: LossFunction;
  readonly optimizer: Optimizer;
  readonly trainable: readonly string[];
  /** The parameters before the first step. */
  readonly start: HostTensors;
  /** In how many parts a batch is made, see `partsOf`. */
  readonly parts?: number;
}

/** Programs that `fit` runs. */
export interface Training extends Disposable {
  readonly session: Session;
  readonly accumulation?: Session;
}

/** Loads them. */
export function openTraining(
  engine: Engine,
  { loss, optimizer, trainable, start, parts = 1 }: TrainingOptions,
): Training {
  const session = engine.load(
    trainingStep(loss, optimizer, trainable, parts),
    trainingState(start, trainable, parts),
  );
  const accumulation = parts === 1 ? undefined : session.share(accumulationStep(loss, trainable));
  return {
    session,
    accumulation,
    [Symbol.dispose]() {
      accumulation?.dispose();
      session.dispose();
    },
  };
}

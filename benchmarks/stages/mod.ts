/**
 * The stages by kind and step.
 *
 * @module
 */
import type { Stage } from "../stage.ts";
import { compilation, compilationSince } from "../../model/engine/mod.ts";
import type { RunStage, StageContext } from "./context.ts";
import { prepareCheckpoint } from "./checkpoint.ts";
import { prepareDataset } from "./dataset.ts";
import { evaluate } from "./evaluate.ts";
import { prepareFeatures } from "./features.ts";
import { finetune } from "./finetune.ts";
import { pretrain } from "./pretrain.ts";
import { prepareTrunk } from "./trunk.ts";
import { prepareVocabulary } from "./vocabulary.ts";

type StageFunction = (stage: Stage, context: StageContext) => Promise<void>;

const PREPARE: Readonly<Record<string, StageFunction>> = {
  dataset: prepareDataset,
  vocabulary: prepareVocabulary,
  checkpoint: prepareCheckpoint,
  trunk: prepareTrunk,
  features: prepareFeatures,
};

/** Runs any stage. */
export const runStage: RunStage = async (stage, context) => {
  const run = { prepare: PREPARE[stage.step], pretrain, finetune, evaluate }[stage.kind];
  if (run === undefined) {
    throw new RangeError(`Cannot run the stage ${stage.kind}/${stage.step}: there is no such step`);
  }
  const before = compilation();
  await run(stage, context);
  const { engine, device } = stage.config as { engine?: string; device?: string };
  return {
    engine: device === undefined ? engine : `${engine} on ${device}`,
    graphs: compilationSince(before),
  };
};

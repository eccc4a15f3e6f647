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

const KINDS: Partial<Record<Stage["kind"], StageFunction>> = { pretrain, finetune, evaluate };

/** Runs any stage. */
export const runStage: RunStage = async (stage, context) => {
  const { kind, step } = stage;
  const run = kind === "prepare" ? PREPARE[step] : KINDS[kind];
  if (run === undefined) {
    throw new RangeError(`Cannot run the stage ${kind}/${step}: there is no such step`);
  }
  const before = compilation();
  await run(stage, context);
  const { engine, device } = stage.config as { engine?: string; device?: string };
  const graphs = compilationSince(before);
  if (device !== undefined) return { engine: `${engine} on ${device}`, graphs };
  if (engine !== "onnx") return { engine, graphs };
  const { rounding } = await import("../../model/engine/onnx/rounding.ts");
  return { engine, graphs, versions: { rounding: await rounding() } };
};

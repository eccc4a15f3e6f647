/**
 * What stage functions read from their inputs.
 *
 * @module
 */
import { readTensors } from "../../model/checkpoint/safetensors.ts";
import type { ModelConfig } from "../../model/config.ts";
import {
  type Device,
  type Engine,
  type EngineName,
  type HostTensors,
  openEngine,
} from "../../model/engine/mod.ts";
import { type BatchNormMode, TRUNK } from "../../model/image_encoder.ts";
import { outputStatistics } from "../../model/output_statistics.ts";
import { isTrunk } from "../../model/parameters.ts";
import type { Protocol } from "../../model/protocol.ts";
import { Tokenizer } from "../../model/tokenizer.ts";
import { cachedImages, type ImageSource, liveImages } from "../../tasks/images.ts";
import { openStudies, type Studies } from "../../tasks/studies.ts";
import type { Stage } from "../stage.ts";
import type { Artifact, StageContext } from "./context.ts";

/** The folder of a prepared dataset, its files checked. */
export function preparedFolder(context: InputContext, role = "dataset"): string {
  const dataset = context.input(role);
  for (const file of ["dataset.json", "examples.jsonl", "images.safetensors"]) dataset.path(file);
  return dataset.dir;
}

/** The engine a stage's config names, with the threads it was given. */
export function engineOf(stage: Stage, { threads }: StageContext): Promise<Engine> {
  const { engine, device } = stage.config as { engine: EngineName; device?: Device };
  return openEngine(engine, { threads, device });
}

/** What {@link studyInputs} needs of a stage's context. */
export interface InputContext {
  input(role: string): Pick<Artifact, "dir" | "path">;
}

/** What the inputs of a network are made of; it keeps files open. */
export interface StudyInputs extends Disposable {
  readonly model: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly studies: Studies;
  /**
   * Whether the trunk runs in every step.
   *
   * It must where it is trained, its BatchNorm normalises by the batch, or images are cropped at
   * random; the plan then gives `trunk` instead of `features`, in which every image was encoded once.
   */
  readonly live: boolean;
  /** How image tokens are made; a trunk that does not run in every step is always in `eval` mode. */
  images(mode: BatchNormMode): ImageSource;
}

/** What a stage that runs the network starts from. */
export interface NetworkInputs extends StudyInputs {
  readonly engine: Engine;
  /** The trunk's parameters where it runs in every step, else none. */
  readonly trunk: HostTensors;
}

/** Opens the inputs `dataset`, `vocabulary`, `trunk` and `features` of a stage, and its engine. */
export async function networkInputs(stage: Stage, context: StageContext): Promise<NetworkInputs> {
  const inputs = await studyInputs(stage, context);
  const trunk = inputs.live ? readTensors(context.input("trunk").path("trunk.safetensors")) : {};
  return { ...inputs, engine: await engineOf(stage, context), trunk };
}

/** Opens the inputs `dataset`, `vocabulary` and `features` of a stage. */
export async function studyInputs(stage: Stage, context: InputContext): Promise<StudyInputs> {
  const planned = stage.config.model as unknown as ModelConfig;
  const tokenizer = Tokenizer.fromVocabulary(
    await Deno.readTextFile(context.input("vocabulary").path("vocab.txt")),
  );
  // A small corpus may give fewer words than the spec allows.
  const model: ModelConfig = { ...planned, vocabulary: tokenizer.vocabulary.length };
  const live = "trunk" in stage.inputs;
  const studies = openStudies({
    dataset: preparedFolder(context),
    features: live ? undefined : context.input("features").path("features.safetensors"),
    tokenizer,
    textTokens: model.textTokens,
  });
  const images = (mode: BatchNormMode) =>
    live ? liveImages(studies, model, mode) : cachedImages(studies, model);
  return {
    ...{ model, tokenizer, studies, live, images },
    [Symbol.dispose]: () => studies[Symbol.dispose](),
  };
}

/** What the input of a role brings at the least: all parameters with these prefixes. */
const BRINGS = { pretrain: ["enc."], init: ["enc.txt_embeddings.", "enc.encoder."] };

/**
 * The weights a training starts from: drawn ones, and in their place what was trained before.
 *
 * A trunk that moves goes on from what was trained before, if that has one; one that does not is the
 * plan's in every stage, with or without features.
 */
export function startingWeights(
  stage: Stage,
  context: StageContext,
  { live, trunk }: NetworkInputs,
  drawn: HostTensors,
): HostTensors {
  const role = (["pretrain", "init"] as const).find((name) => name in stage.inputs);
  const before = role && readTensors(context.input(role).path("model.safetensors"));
  const others = (tensors: HostTensors) => only(tensors, (name) => !isTrunk(name));
  const rest = role ? startFrom(others(drawn), others(before!), BRINGS[role]) : others(drawn);
  if (!live) return rest;
  const trained = moves(stage) ? only(before ?? {}, isTrunk) : {};
  const source = Object.keys(trained).length > 0 ? trained : trunk;
  const statistics = outputStatistics(source);
  const weights = only(source, (name) => !(name in statistics));
  return { ...rest, ...startFrom(only(drawn, isTrunk), weights, [`${TRUNK}.`]), ...statistics };
}

/** Whether a stage changes the trunk: its weights, or its running statistics. */
function moves({ config }: Stage): boolean {
  const { batchNorm, trainableTrunk } = config.protocol as Partial<Protocol>;
  return batchNorm === "reference" || trainableTrunk === "reference";
}

/**
 * Overwrites parameters by those of the same name; heads of another task are left out.
 *
 * @param brings Prefixes of names that both must have, or neither.
 * @throws {Error} naming the first parameter that does not fit.
 */
export function startFrom(
  initial: HostTensors,
  pretrained: HostTensors,
  brings: readonly string[] = [],
): HostTensors {
  const bound = (name: string) => brings.some((prefix) => name.startsWith(prefix));
  const lost = Object.keys(initial).find((name) => bound(name) && !(name in pretrained));
  if (lost !== undefined) {
    throw new Error(`Cannot start from this checkpoint: it has no ${lost}, which this model has`);
  }
  const foreign = Object.keys(pretrained).find((name) => bound(name) && !(name in initial));
  if (foreign !== undefined) {
    throw new Error(`Cannot start from this checkpoint: it has ${foreign}, which this model lacks`);
  }
  const result = { ...initial };
  for (const [name, tensor] of Object.entries(pretrained)) {
    const own = initial[name];
    if (own === undefined) continue;
    if (`${own.shape}` !== `${tensor.shape}`) {
      throw new Error(
        `Cannot start "${name}" from a tensor of shape [${tensor.shape}]: ` +
          `this model's is [${own.shape}]`,
      );
    }
    result[name] = tensor;
  }
  return result;
}

/** The tensors whose names pass. */
function only(tensors: HostTensors, passes: (name: string) => boolean): HostTensors {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => passes(name)));
}

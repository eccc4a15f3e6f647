/**
 * The task contract: one downstream task, from studies to metrics.
 *
 * @module
 */
import type { ModelConfig } from "../model/config.ts";
import type { HostTensors, Tensors } from "../model/engine/engine.ts";
import type { OptimizerOptions } from "../model/optimizer.ts";
import type { Heads } from "../model/parameters.ts";
import type { Protocol } from "../model/protocol.ts";
import type { SpecialIds } from "../model/tokenizer.ts";
import type { LossFunction } from "../model/training.ts";
import type { ImageSource } from "./images.ts";
import type { Studies, Study } from "./studies.ts";

export type Metrics = Record<string, number | null>;

/** What of a task's model is learned from its train split and kept with the model, as JSON. */
export type Target = Readonly<Record<string, unknown>>;

/** One prediction, as a line of `predictions/<cell>.jsonl`. */
export interface Prediction {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** How a task's model is trained. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: "bertadam" | "adamw";
  readonly options: Omit<OptimizerOptions, "totalSteps">;
  /** Share of the patients of the train split that is used. */
  readonly fraction: number;
  /** Epochs without improvement after which training ends. */
  readonly patience: number;
  /** Metric on the valid split that picks the epoch; higher is better. */
  readonly selection: string;
}

/** A task bound to its config, its target and a model. */
export interface BoundTask {
  readonly heads: Heads;
  /** Inputs for studies; the trainings' and the predictions' alike. */
  feed(studies: readonly Study[]): HostTensors;
  readonly loss: LossFunction;
  /** Raw outputs of a batch, one row per study. */
  predict(params: Tensors, feed: Tensors): Tensors;
  /** The prediction of a batch's study `b` from the raw outputs. */
  prediction(study: Study, outputs: HostTensors, b: number): Prediction;
  metrics(predictions: readonly Prediction[]): Metrics;
  /** Predictions that look at no input, by the name of the baseline. */
  baselines(studies: readonly Study[]): Record<string, Prediction[]>;
}

/** What a task is bound to. */
export interface Binding<Config> {
  readonly config: Config;
  readonly target: Target;
  readonly model: ModelConfig;
  /** The switches that the task reads. */
  readonly protocol: Partial<Protocol>;
  readonly special: SpecialIds;
  readonly images: ImageSource;
  /** Labels of the dataset whose studies will be fed, which may be another than the target's. */
  readonly labelNames: readonly string[];
}

/** A downstream task. */
export interface Task<Config> {
  readonly name: string;
  recipe(config: Config): Recipe;
  /** @throws {Error} if the train split cannot teach the task. */
  target(
    train: readonly Study[],
    studies: Studies,
    protocol: Partial<Protocol>,
    config: Config,
  ): Target;
  bind(binding: Binding<Config>): BoundTask;
}

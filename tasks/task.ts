/**
 * The task contract: one downstream task, from studies to metrics.
 *
 * @module
 */
import type { ModelConfig } from "../model/config.ts";
import type { Session, StepFunction } from "../model/engine/engine.ts";
import type { OptimizerOptions } from "../model/optimizer.ts";
import type { Heads, TrainableParts } from "../model/parameters.ts";
import type { Protocol } from "../model/protocol.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import type { LossFunction } from "../model/training.ts";
import type { Batches } from "./feeds.ts";
import type { ImageSource } from "./images.ts";
import type { Decisions } from "./metrics/multilabel.ts";
import type { Sums } from "./metrics/sums.ts";
import type { Studies, Study } from "./studies.ts";

export type Metrics = Record<string, number | null>;

/** What of a task's model is learned from its train split and kept with the model, as JSON. */
export type Target = Readonly<Record<string, unknown>>;

/** What a task's metrics depend on besides its predictions, as JSON: both give them again. */
export type Scoring = Readonly<Record<string, unknown>>;

/** One prediction, as a line of `predictions/<cell>.jsonl`. */
export interface Prediction {
  readonly id: string;
  readonly [field: string]: unknown;
}

/**
 * Predictions as tests between models take them. An example is what another test set would draw anew,
 * and what is exchanged between two models.
 */
export interface ExampleStatistics {
  /** Names of the examples, in the order of everything else here. */
  readonly ids: readonly string[];
  /** Metrics that are functions of sums over examples, accuracies too. */
  readonly sums: Sums;
  /** AUROCs: for each metric those whose mean it is. */
  readonly aurocs?: Readonly<Record<string, readonly Decisions[]>>;
  /** Accuracies: for each metric 1 for a right example and 0 for a wrong one, null if it does not count. */
  readonly accuracies?: Readonly<Record<string, readonly (0 | 1 | null)[]>>;
}

/** How a task's model is trained. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** Parts in which a batch is made at the most, for want of memory. @default 1 */
  readonly accumulate?: number;
  readonly optimizer: "bertadam" | "adamw";
  readonly options: Omit<OptimizerOptions, "totalSteps">;
  /** Share of the patients of the train split that is used. */
  readonly fraction: number;
  /** Epochs without improvement after which training ends. */
  readonly patience: number;
  /** Metric on the valid split that picks the epoch. */
  readonly selection: { readonly metric: string; readonly better: "higher" | "lower" };
}

/** What of an image a phrase of a prediction's text attends to. */
export interface AttentionMap {
  readonly phrase: string;
  /** Where it stands in the text, in characters. */
  readonly start: number;
  readonly end: number;
  /** The finding it names; null for another word. */
  readonly finding: string | null;
  /**
   * Attention of its tokens to every image token, row by row, the mean over tokens and over the
   * heads of the last layer. The sum is the share of attention that the image gets.
   */
  readonly attention: readonly number[];
}

/** A prediction to look at. */
export interface Exhibit {
  readonly study: Study;
  readonly prediction: Prediction;
  readonly maps: readonly AttentionMap[];
}

/** Binds a program to the weights that predict. */
export type LoadProgram = (program: StepFunction) => Session;

/** Told how many of the items are predicted. */
export type PredictProgress = (done: number, total: number) => void | Promise<void>;

/** Predicts with the weights of the moment; it holds sessions. */
export interface Predictor extends Disposable {
  predict(studies: readonly Study[], progress?: PredictProgress): Promise<Prediction[]>;
}

/** A task bound to its config, its target and a model. */
export interface BoundTask {
  readonly heads: Heads;
  /** The optional parts that are trained; the loss must depend on them. */
  readonly trains: Required<TrainableParts>;
  /** What a training goes over, of the studies of a train split. */
  batches(train: readonly Study[]): Batches;
  /** The loss of a step whose feed is one of {@linkcode batches}. */
  readonly loss: LossFunction;
  /**
   * What predicts a split: of `valid` after every epoch, of `test` once.
   *
   * @param load May be called at once or later, and more than once; all programs share the weights.
   */
  predictor(load: LoadProgram, split: "valid" | "test"): Predictor;
  /** What {@linkcode metrics} depend on besides the predictions. */
  readonly scoring: Scoring;
  metrics(predictions: readonly Prediction[]): Metrics;
  /** What the valid split's predictions of the chosen epoch add to the target, such as thresholds. */
  tune?(valid: readonly Prediction[]): Target;
  /**
   * A few predictions to look at, evenly spaced over a split and not chosen by what they are.
   *
   * @param predictions Of all the studies, in their order.
   */
  exhibits?(
    load: LoadProgram,
    studies: readonly Study[],
    predictions: readonly Prediction[],
  ): Promise<Exhibit[]>;
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
  readonly tokenizer: Tokenizer;
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
  /** The metrics of predictions, from a bound task's scoring alone. */
  score(predictions: readonly Prediction[], scoring: Scoring): Metrics;
  /** Of the metrics that tables show, what of every example they are made of. */
  examples(predictions: readonly Prediction[], scoring: Scoring): ExampleStatistics;
}

/**
 * Diagnosis classification: which findings a study has, several at once.
 *
 * Source: `downstream_task/classification` of MedViLL; reference specification, section 5.1.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LabelValue } from "../datasets/dataset.ts";
import { float32, type Randomness, type Tensors } from "../model/engine/engine.ts";
import { findingLogits, pooler } from "../model/heads.ts";
import { layoutOf } from "../model/layout.ts";
import { binaryCrossEntropy } from "../model/losses.ts";
import { keeps } from "../model/protocol.ts";
import type { ClassificationConfig } from "./classification_config.ts";
import { f1Scores } from "./metrics/f1.ts";
import { f1Thresholds } from "./metrics/f1_thresholds.ts";
import {
  multilabelDecisions,
  multilabelMetrics,
  multilabelSums,
  type UndefinedAuroc,
} from "./metrics/multilabel.ts";
import { prevalenceScores } from "./metrics/prevalence.ts";
import { pairs } from "./pair.ts";
import { batchPredictor } from "./predict.ts";
import type { Binding, BoundTask, Metrics, Prediction, Task } from "./task.ts";
import type { Study } from "./studies.ts";
import { recipeOf } from "./training_config.ts";

/** The class of studies without a label, which some protocols have. */
const NO_LABEL = "(no label)";

/** Learned from the train split. */
interface ClassificationTarget {
  /** Labels that some training study has and some has not, in the dataset's order. */
  readonly labels: readonly string[];
  /** Negatives per positive of each label: the weight of positives in the loss. */
  readonly positiveWeight: readonly number[];
  /** Share of the training studies that have each label. */
  readonly prevalence: readonly number[];
  /** The score above which each label is present, chosen on the valid split; absent before. */
  readonly thresholds?: readonly number[];
}

interface ClassificationScoring {
  readonly labels: readonly string[];
  readonly thresholds: readonly number[] | null;
  readonly undefinedAuroc: UndefinedAuroc;
}

interface ClassificationPrediction extends Prediction {
  /** Scores of the target's labels, sigmoids of the logits. */
  readonly scores: readonly number[];
  /** 1 where the label is present, else 0; null where the dataset does not know the label. */
  readonly targets: readonly (0 | 1 | null)[];
}

export const classification: Task<ClassificationConfig> = {
  name: "classification",

  recipe: (config) => recipeOf(config, { metric: config.selection, better: "higher" }),

  target(train, { labelNames }, protocol) {
    const names = keeps(protocol, "noLabelClass") ? [...labelNames, NO_LABEL] : labelNames;
    const counts = names.map((name, j) =>
      train.filter(({ example: { labels } }) =>
        name === NO_LABEL ? !labels.includes(1) : labels[j] === 1
      ).length
    );
    const learnable = counts.flatMap((n, j) => n > 0 && n < train.length ? [j] : []);
    if (learnable.length === 0) {
      throw new Error(
        `Cannot learn to classify: none of the labels ${
          labelNames.join(", ")
        } is present in some ` +
          `and absent in other of the ${train.length} training studies, ` +
          "use a larger fraction or dataset",
      );
    }
    const target: ClassificationTarget = {
      labels: learnable.map((j) => names[j]!),
      positiveWeight: learnable.map((j) => (train.length - counts[j]!) / counts[j]!),
      prevalence: learnable.map((j) => counts[j]! / train.length),
    };
    return { ...target };
  },

  bind: (binding) => bind(binding),

  score: (predictions, scoring) =>
    score(
      predictions as readonly ClassificationPrediction[],
      scoring as unknown as ClassificationScoring,
    ),

  examples(predictions, scoring) {
    const { labels } = scoring as unknown as ClassificationScoring;
    const known = table(labels, predictions as readonly ClassificationPrediction[]);
    return {
      ids: predictions.map(({ id }) => id),
      sums: multilabelSums(known),
      aurocs: multilabelDecisions(known),
    };
  },
};

function bind(binding: Binding<ClassificationConfig>): BoundTask {
  const { config, model, protocol, tokenizer: { special }, images, labelNames } = binding;
  const target = binding.target as unknown as ClassificationTarget;
  const pair = pairs({
    ...{ model, images, special },
    layout: layoutOf("classification", keeps(protocol, "positions")),
    textTokens: config.inputs === "image" ? undefined : model.textTokens,
  });
  const inputs = (studies: readonly Study[]) =>
    pair.feed(studies, studies.map(({ tokens }) => tokens));
  const columns = target.labels.map((label) =>
    label === NO_LABEL ? NO_LABEL : labelNames.indexOf(label)
  );
  const scoring: ClassificationScoring = {
    labels: target.labels,
    thresholds: target.thresholds ?? null,
    undefinedAuroc: keeps(protocol, "undefinedAuroc") ? "error" : "null",
  };
  const positiveWeight = Float32Array.from(target.positiveWeight);

  const logits = (params: Tensors, feed: Tensors, random?: Randomness) => {
    const { hidden, updates } = pair.encode(params, feed, random);
    return { scores: findingLogits(params, pooler(params, hidden)), updates };
  };

  return {
    heads: { classes: target.labels.length },
    // Of an evaluation, which trains nothing, the switch is no part.
    trains: { trunk: protocol.trainableTrunk === "reference", pooler: true },

    batches: (train) => ({
      items: train.length,
      feed(batch) {
        const studies = batch.map((i) => train[i]!);
        const targets = studies.flatMap((study) => targetsOf(study).map((value) => value ?? 0));
        return {
          ...inputs(studies),
          targets: float32(targets, [batch.length, target.labels.length]),
        };
      },
    }),

    loss(params, feed, random) {
      const { scores, updates } = logits(params, feed, random);
      const loss = binaryCrossEntropy(scores, feed.targets!, tf.tensor1d(positiveWeight));
      return { loss, outputs: { loss }, updates };
    },

    predictor: (load) =>
      batchPredictor(load, {
        program: (params, feed) => ({
          outputs: { scores: tf.sigmoid(logits(params, feed).scores) },
        }),
        feed: inputs,
        result(study, { scores }, b): ClassificationPrediction {
          const width = target.labels.length;
          return {
            id: study.example.id,
            scores: Array.from(scores!.data.slice(b * width, (b + 1) * width)),
            targets: targetsOf(study),
          };
        },
      }),

    scoring: { ...scoring },
    metrics: (predictions) => score(predictions as readonly ClassificationPrediction[], scoring),

    tune(valid) {
      const { targets, scores } = table(
        target.labels,
        valid as readonly ClassificationPrediction[],
      );
      return { thresholds: f1Thresholds(targets, scores) };
    },

    baselines(studies) {
      const scores = prevalenceScores([target.prevalence], studies.length);
      return {
        prevalence: studies.map((study, i) => ({
          id: study.example.id,
          scores: scores[i]!,
          targets: targetsOf(study),
        })),
      };
    },
  };

  function targetsOf({ example: { labels } }: Study): (0 | 1 | null)[] {
    return columns.map((j) => {
      if (j === NO_LABEL) return labels.includes(1) ? 0 : 1;
      return j < 0 ? null : binary(labels[j]!);
    });
  }
}

/** Uncertain, absent and unmentioned labels count as absent, as in the original. */
function binary(value: LabelValue): 0 | 1 {
  return value === 1 ? 1 : 0;
}

/** Scores the labels that the test dataset knows. */
function score(
  predictions: readonly ClassificationPrediction[],
  { labels, thresholds, undefinedAuroc }: ClassificationScoring,
): Metrics {
  const known = table(labels, predictions);
  const metrics = multilabelMetrics(known, undefinedAuroc);
  if (thresholds === null) return metrics;
  const own = known.labels.map((label) => thresholds[labels.indexOf(label)]!);
  const tuned = f1Scores(known.targets, known.scores, own);
  return { ...metrics, f1_micro_tuned: tuned.micro, f1_macro_tuned: tuned.macro };
}

/** Targets and scores of the labels that the dataset of the predictions knows. */
function table(labels: readonly string[], predictions: readonly ClassificationPrediction[]) {
  const known = labels.flatMap((_, j) => predictions[0]?.targets[j] === null ? [] : [j]);
  return {
    labels: known.map((j) => labels[j]!),
    targets: predictions.map(({ targets }) => known.map((j) => targets[j]!)),
    scores: predictions.map(({ scores }) => known.map((j) => scores[j]!)),
  };
}

/** `finetune/<task>`: a task's model, the epoch chosen on the valid split. */
import { join } from "node:path";
import { writeTensors } from "../../model/checkpoint/safetensors.ts";
import type { HostTensors } from "../../model/engine/engine.ts";
import { initialParameters } from "../../model/init.ts";
import { adamW, bertAdam } from "../../model/optimizer.ts";
import { networkParameters, trainableNames } from "../../model/parameters.ts";
import { keeps, type Protocol } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { trainedParameters } from "../../model/training.ts";
import { type FeedOptions, partsOf } from "../../tasks/feeds.ts";
import { fit, totalSteps } from "../../tasks/fit.ts";
import type { Study } from "../../tasks/studies.ts";
import { taskOf } from "../../tasks/registry.ts";
import type { Metrics, Prediction, Recipe } from "../../tasks/task.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { feedsOf } from "./feed_thread.ts";
import { networkInputs, startingWeights, type StudyInputs } from "./inputs.ts";
import { Reporter } from "./reporter.ts";
import { openTraining } from "./training.ts";

export async function finetune(stage: Stage, context: StageContext): Promise<void> {
  const recipe = recipeOf(stage);
  using inputs = await networkInputs(stage, context);
  const { engine, model, studies } = inputs;
  const valid = studies.split("valid");
  const { target, training, prediction, feeds } = bind(stage, inputs);
  const { key, batches: { items }, batchSize, epochs } = feeds;

  const parameters = networkParameters(model, training.heads);
  const initial = initialParameters(parameters, key.fold("init"));
  const trainable = trainableNames(parameters, training.trains);
  const steps = totalSteps({ items, batchSize, epochs });
  const options = { ...recipe.options, totalSteps: steps };
  const optimizer = recipe.optimizer === "adamw" ? adamW(options) : bertAdam(options);
  using programs = openTraining(engine, {
    loss: training.loss,
    ...{ optimizer, trainable },
    start: startingWeights(stage, context, inputs, initial),
    parts: feeds.parts,
  });
  const { session } = programs;
  const predictor = prediction.predictor((program) => session.share(program), "valid");

  const reporter = new Reporter(context, steps);
  let best: Chosen | undefined;
  await fit({
    ...{ ...programs, optimizer, key },
    feeds: feedsOf(stage, context, feeds),
    now: () => reporter.now(),
    onStep: (step) => reporter.step(step),
    async onEpoch(epoch) {
      const predictions = await predictor.predict(valid);
      const metrics = prediction.metrics(predictions);
      reporter.epoch({ epoch, valid: metrics });
      const score = scoreOf(metrics, recipe.selection);
      if (best === undefined || score > best.score) {
        const parameters = trainedParameters(await session.read());
        best = { epoch, score, parameters, predictions };
      }
      return epoch - best.epoch >= recipe.patience ? "stop" : undefined;
    },
  });
  predictor[Symbol.dispose]();
  reporter.epoch({ bestEpoch: best!.epoch });
  await reporter.write();
  writeTensors(join(context.output, "model.safetensors"), best!.parameters);
  const tuned = { ...target, ...prediction.tune?.(best!.predictions) };
  await Deno.writeTextFile(join(context.output, "target.json"), JSON.stringify(tuned) + "\n");
}

/** What the inputs of a fine-tuning are made of. */
export function finetuneFeeds(stage: Stage, inputs: StudyInputs): FeedOptions {
  return bind(stage, inputs).feeds;
}

/** The stage's task, bound for training and for prediction. */
function bind(stage: Stage, { model, tokenizer, studies, images }: StudyInputs) {
  const task = taskOf(stage.step);
  const { epochs, batchSize, accumulate, fraction } = recipeOf(stage);
  const protocol = stage.config.protocol as Partial<Protocol>;
  const key = Key.of(stage.config.seed as number).fold("finetune");
  const train = patientShare(studies.split("train"), fraction, key.fold("fraction"));
  const target = task.target(train, studies, protocol, stage.config);
  const binding = {
    config: stage.config,
    target,
    model,
    protocol,
    tokenizer,
    labelNames: studies.labelNames,
  };
  const training = task.bind({
    ...binding,
    images: images(keeps(protocol, "batchNorm") ? "train" : "eval"),
  });
  const prediction = task.bind({ ...binding, images: images("eval") });
  const batches = training.batches(train);
  const parts = partsOf({ items: batches.items, batchSize }, accumulate);
  const feeds: FeedOptions = { batches, batchSize, epochs, parts, key };
  return { target, training, prediction, feeds };
}

function recipeOf(stage: Stage): Recipe {
  return taskOf(stage.step).recipe(stage.config);
}

/** An epoch and what it left. */
interface Chosen {
  readonly epoch: number;
  readonly score: number;
  readonly parameters: HostTensors;
  /** Of the valid split. */
  readonly predictions: readonly Prediction[];
}

/**
 * The metric that picks the epoch, turned so that higher is better.
 *
 * @throws {RangeError} if it is undefined: every epoch would do, and the first be taken.
 */
export function scoreOf(metrics: Metrics, { metric, better }: Recipe["selection"]): number {
  const value = metrics[metric] ?? null;
  if (value === null || !Number.isFinite(value)) {
    throw new RangeError(
      `Cannot choose an epoch: ${metric} of the valid split is ${value ?? "undefined"}, ` +
        (value === null
          ? "which needs other studies or another selection"
          : "a smaller learning rate may help"),
    );
  }
  return better === "higher" ? value : -value;
}

/** The studies of a share of the patients, at least one; the whole split if the share is 1. */
function patientShare(studies: readonly Study[], share: number, key: Key): readonly Study[] {
  if (share === 1) return studies;
  const patients = [...new Set(studies.map(({ example }) => example.patient))];
  const order = key.stream().permutation(patients.length);
  const count = Math.max(1, Math.round(share * patients.length));
  const kept = new Set(order.slice(0, count).map((i) => patients[i]!));
  return studies.filter(({ example }) => kept.has(example.patient));
}

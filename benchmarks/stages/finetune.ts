/** `finetune/<task>`: a task's model, the epoch chosen on the valid split. */
import { join } from "node:path";
import { writeTensors } from "../../model/checkpoint/safetensors.ts";
import type { HostTensors } from "../../model/engine/engine.ts";
import { initialParameters } from "../../model/init.ts";
import { adamW, bertAdam } from "../../model/optimizer.ts";
import { networkParameters, trainableNames } from "../../model/parameters.ts";
import { keeps, type Protocol } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { trainedParameters, trainingState, trainingStep } from "../../model/training.ts";
import { fit, totalSteps } from "../../tasks/fit.ts";
import { predictAll } from "../../tasks/predict.ts";
import type { Study } from "../../tasks/studies.ts";
import { taskOf } from "../../tasks/registry.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { networkInputs, startingWeights } from "./inputs.ts";
import { Reporter } from "./reporter.ts";

export async function finetune(stage: Stage, context: StageContext): Promise<void> {
  const task = taskOf(stage.step);
  const recipe = task.recipe(stage.config);
  const { epochs, batchSize } = recipe;
  using inputs = await networkInputs(stage, context);
  const { engine, model, tokenizer, studies } = inputs;
  const protocol = stage.config.protocol as Partial<Protocol>;
  const key = Key.of(stage.config.seed as number).fold("finetune");
  const train = patientShare(studies.split("train"), recipe.fraction, key.fold("fraction"));
  const valid = studies.split("valid");
  const target = task.target(train, studies, protocol, stage.config);
  const binding = {
    config: stage.config,
    target,
    model,
    protocol,
    special: tokenizer.special,
    labelNames: studies.labelNames,
  };
  const training = task.bind({
    ...binding,
    images: inputs.images(keeps(protocol, "batchNorm") ? "train" : "eval"),
  });
  const prediction = task.bind({ ...binding, images: inputs.images("eval") });

  const parameters = networkParameters(model, training.heads);
  const initial = initialParameters(parameters, key.fold("init"));
  const start = startingWeights(stage, context, inputs, initial);
  const trainable = trainableNames(parameters, { trunk: keeps(protocol, "trainableTrunk") });
  const steps = totalSteps({ items: train.length, batchSize, epochs });
  const options = { ...recipe.options, totalSteps: steps };
  const optimizer = recipe.optimizer === "adamw" ? adamW(options) : bertAdam(options);
  const session = engine.load(
    trainingStep(training.loss, optimizer, trainable),
    trainingState(start, trainable),
  );
  const predictor = session.share((params, feed) => ({
    outputs: prediction.predict(params, feed),
  }));

  const reporter = new Reporter(context, steps);
  let best: { epoch: number; score: number; parameters: HostTensors } | undefined;
  await fit({
    session,
    optimizer,
    key,
    items: train.length,
    batchSize,
    epochs,
    feed: (batch) => training.feed(batch.map((i) => train[i]!)),
    onStep: (step) => reporter.step(step),
    async onEpoch(epoch) {
      const metrics = prediction.metrics(await predictAll(predictor, prediction, valid));
      reporter.epoch({ epoch, valid: metrics });
      const score = metrics[recipe.selection] ?? -Infinity;
      if (best === undefined || score > best.score) {
        best = { epoch, score, parameters: trainedParameters(await session.read()) };
      }
      return epoch - best.epoch >= recipe.patience ? "stop" : undefined;
    },
  });
  predictor.dispose();
  session.dispose();
  reporter.epoch({ bestEpoch: best!.epoch });
  await reporter.write();
  writeTensors(join(context.output, "model.safetensors"), best!.parameters);
  await Deno.writeTextFile(join(context.output, "target.json"), JSON.stringify(target) + "\n");
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

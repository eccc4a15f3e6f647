/** `evaluate/<task>`: predictions and metrics on a test split, which is read only here. */
import { join } from "node:path";
import { readTensors } from "../../model/checkpoint/safetensors.ts";
import type { StepFunction } from "../../model/engine/engine.ts";
import type { Protocol } from "../../model/protocol.ts";
import { taskOf } from "../../tasks/registry.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
import { exhibitsOf } from "./exhibits.ts";
import { networkInputs } from "./inputs.ts";

export async function evaluate(stage: Stage, context: StageContext): Promise<void> {
  using inputs = await networkInputs(stage, context);
  const { engine, model, tokenizer, studies, images } = inputs;
  const finetuned = context.input("finetune");
  const task = taskOf(stage.step).bind({
    config: stage.config,
    target: JSON.parse(await Deno.readTextFile(finetuned.path("target.json"))),
    model,
    protocol: stage.config.protocol as Partial<Protocol>,
    tokenizer,
    images: images("eval"),
    labelNames: studies.labelNames,
  });
  const test = studies.split("test");
  const weights = readTensors(finetuned.path("model.safetensors"));
  const load = (program: StepFunction) => engine.load(program, weights);
  using predictor = task.predictor(load, "test");
  const predictions = await predictor.predict(
    test,
    (done, total) => context.progress({ done, total }),
  );
  const baselines = Object.entries(task.baselines(test)).map(([name, predictions]) => {
    return [name, task.metrics(predictions)];
  });
  const result = {
    metrics: task.metrics(predictions),
    scoring: { task: stage.step, ...task.scoring },
    baselines: Object.fromEntries(baselines),
  };
  await Deno.writeTextFile(
    join(context.output, "predictions.jsonl"),
    predictions.map((prediction) => JSON.stringify(prediction) + "\n").join(""),
  );
  await Deno.writeTextFile(
    join(context.output, "metrics.json"),
    JSON.stringify(result, null, 2) + "\n",
  );
  const exhibits = await task.exhibits?.(load, test, predictions) ?? [];
  if (exhibits.length === 0) return;
  await Deno.writeTextFile(
    join(context.output, "exhibits.json"),
    JSON.stringify(await exhibitsOf(exhibits, studies)) + "\n",
  );
}

/** `evaluate/<task>`: predictions and metrics on a test split, which is read only here. */
import { join } from "node:path";
import { readTensors } from "../../model/checkpoint/safetensors.ts";
import type { Protocol } from "../../model/protocol.ts";
import { predictAll } from "../../tasks/predict.ts";
import { taskOf } from "../../tasks/registry.ts";
import type { Stage } from "../stage.ts";
import type { StageContext } from "./context.ts";
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
    special: tokenizer.special,
    images: images("eval"),
    labelNames: studies.labelNames,
  });
  const test = studies.split("test");
  const session = engine.load(
    (params, feed) => ({ outputs: task.predict(params, feed) }),
    readTensors(finetuned.path("model.safetensors")),
  );
  const predictions = await predictAll(
    session,
    task,
    test,
    (done) => context.progress({ done, total: test.length }),
  );
  session.dispose();
  const baselines = Object.entries(task.baselines(test)).map(([name, predictions]) => {
    return [name, task.metrics(predictions)];
  });
  const result = {
    metrics: task.metrics(predictions),
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
}

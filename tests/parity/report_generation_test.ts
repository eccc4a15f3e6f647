import { int32 } from "../../model/engine/mod.ts";
import {
  crossEntropy,
  encode,
  type EncoderConfig,
  LAYOUTS,
  type LossFunction,
  statesAt,
  trainingState,
  trainingStep,
  wordLogits,
} from "../../model/mod.ts";
import { assertNumbersClose } from "./compare.ts";
import { finetuneFeed, finetuneOptimizer } from "./finetune_batch.ts";
import { engineParityTest, type Fixture, fixture } from "./fixtures.ts";
import {
  assertParameters,
  encoderConfig,
  encoderInputs,
  gradientOutputs,
  gradientProgram,
  namesOf,
  parametersOf,
  trained,
} from "./network.ts";
import { rows } from "./pretrain_batch.ts";

for (const mask of ["s2s", "bar"]) {
  const file = `c_reportgen_${mask}.safetensors`;

  engineParityTest(`forward and gradients of c_reportgen_${mask}`, [file], async (engine) => {
    const source = fixture(file);
    const params = parametersOf(source, "init.");
    const names = Object.keys(namesOf(source, "grad."));
    const loss = wordLoss(encoderConfig(params, source));
    const session = engine.load(gradientProgram(loss, names), params);
    const outputs = await session.run(feedOf(source));
    session.dispose();
    for (const name of ["hidden", "prediction_scores_masked", "loss"]) {
      assertNumbersClose(outputs[name]!.data, source.numbers(name), 2e-5, name);
    }
    assertParameters(gradientOutputs(outputs), source, "grad.", 1e-5);
  });

  engineParityTest(`three BertAdam steps of c_reportgen_${mask}`, [file], async (engine) => {
    const source = fixture(file);
    const params = parametersOf(source, "init.");
    const names = Object.keys(namesOf(source, "grad."));
    const optimizer = finetuneOptimizer(source);
    const step = trainingStep(wordLoss(encoderConfig(params, source)), optimizer, names);
    const session = engine.load(step, trainingState(params, names));
    const losses: number[] = [];
    for (let index = 0; index < 3; index++) {
      const { loss } = await session.run({ ...feedOf(source), ...optimizer.hyper(index) });
      losses.push(loss!.data[0]!);
    }
    assertParameters(trained(await session.read(), () => true), source, "after3.", 2e-5);
    const { loss } = await session.run({ ...feedOf(source), ...optimizer.hyper(3) });
    losses.push(loss!.data[0]!);
    assertNumbersClose(losses, source.numbers("losses"), 2e-5, "losses");
    session.dispose();
  });
}

function feedOf(source: Fixture) {
  const tokens = source.shape("input_ids")[1]!;
  const masked = rows(source, "masked_pos").flatMap((row, b) => row.map((s) => b * tokens + s));
  const flat = (name: string) => {
    const { data, ...rest } = source.tensor(name);
    return { ...rest, data, shape: [masked.length] };
  };
  const weights = flat("masked_weights");
  return {
    ...finetuneFeed(source),
    masked: int32(masked, [masked.length]),
    labels: flat("lm_label_ids"),
    weights: { ...weights, dtype: "float32" as const, data: Float32Array.from(weights.data) },
  };
}

/** Cross-entropy at the masked positions; the sum of the weights has 1e-5 added. */
function wordLoss(config: EncoderConfig): LossFunction {
  return (params, feed, random) => {
    const layout = LAYOUTS["report-generation"];
    const { hidden } = encode(params, encoderInputs(feed), config, layout, random);
    const scores = wordLogits(params, statesAt(hidden, feed.masked!));
    const loss = crossEntropy(scores, feed.labels!, feed.weights!, 1e-5);
    return { loss, outputs: { hidden, prediction_scores_masked: scores, loss } };
  };
}

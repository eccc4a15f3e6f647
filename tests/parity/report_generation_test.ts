import assert from "node:assert/strict";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import {
  type Engine,
  type HostTensors,
  int32,
  type Randomness,
  type Tensors,
} from "../../model/engine/mod.ts";
import {
  crossEntropies,
  crossEntropy,
  dropWorst,
  encode,
  type EncoderConfig,
  LAYOUTS,
  type LossFunction,
  smoothedCrossEntropies,
  statesAt,
  trainingState,
  trainingStep,
  weightedMean,
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

  engineParityTest(`drop-worst losses of c_reportgen_${mask}`, [file], async (engine) => {
    const source = fixture(file);
    const names = source.names.filter((name) => name.startsWith("loss_drop_worst_"));
    assert(names.length > 0);
    const params = parametersOf(source, "after3.");
    for (const name of names) {
      const ratio = Number(name.slice("loss_drop_worst_".length));
      const samples = source.shape("input_ids")[0]!;
      const loss = await lossOf(engine, params, source, (scores, labels, weights) => {
        const losses = crossEntropies(scores, labels);
        return weightedMean(losses, dropWorst(losses, weights, samples, ratio), 1e-5);
      });
      assertNumbersClose([loss], source.numbers(name), 2e-5, name);
    }
  });
}

const SMOOTHED_LOSS = "label_smoothing_reportgen_bar_loss";
const SMOOTHED = ["c_reportgen_bar.safetensors", "c_vqa.safetensors"];

engineParityTest("the loss of c_reportgen_bar with smoothed labels", SMOOTHED, async (engine) => {
  const source = fixture("c_reportgen_bar.safetensors");
  const expected = Number(fixture("c_vqa.safetensors").metadata[SMOOTHED_LOSS]);
  const loss = await lossOf(engine, parametersOf(source, "init."), source, (scores, ...rest) => {
    const [labels, weights] = rest;
    return weightedMean(smoothedCrossEntropies(scores, labels, 0.1), weights, 1e-5);
  });
  assertNumbersClose([loss], [expected], 2e-5, SMOOTHED_LOSS);
});

/** The loss that a formula makes of the scores at the masked positions. */
async function lossOf(
  engine: Engine,
  params: HostTensors,
  source: Fixture,
  formula: (scores: Tensor, labels: Tensor, weights: Tensor) => Scalar,
): Promise<number> {
  const config = encoderConfig(params, source);
  const session = engine.load((state, feed) => {
    const scores = maskedScores(state, feed, config).scores;
    return { outputs: { loss: formula(scores, feed.labels!, feed.weights!) } };
  }, params);
  const { loss } = await session.run(feedOf(source));
  session.dispose();
  return loss!.data[0]!;
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
    const { hidden, scores } = maskedScores(params, feed, config, random);
    const loss = crossEntropy(scores, feed.labels!, feed.weights!, 1e-5);
    return { loss, outputs: { hidden, prediction_scores_masked: scores, loss } };
  };
}

function maskedScores(params: Tensors, feed: Tensors, config: EncoderConfig, random?: Randomness) {
  const layout = LAYOUTS["report-generation"];
  const { hidden } = encode(params, encoderInputs(feed), config, layout, random);
  return { hidden, scores: wordLogits(params, statesAt(hidden, feed.masked!)) };
}

import assert from "node:assert/strict";
import {
  type Heads,
  MODEL_PRESETS,
  networkParameters,
  type Parameters,
  trainableNames,
  type TrainableParts,
} from "../../model/mod.ts";
import { fixture, jsonFixture, parityTest } from "./fixtures.ts";
import { namesOf, ourName } from "./network.ts";

interface StateDict {
  readonly unique_parameters: number;
  readonly trainable: number;
  readonly keys: Record<string, [shape: number[], dtype: string]>;
}

const FULL = "e_state_keys_full.json";
// MultimodalBertClf has a second, unused classifier `enc.clf`.
const UNUSED = 15 * 768 + 15;

const MODELS: [name: string, heads: Heads, unused: number, parts?: TrainableParts][] = [
  ["pretraining_MedViLL", { words: true, match: true }, 0],
  ["classification_MultimodalBertClf", { classes: 15 }, UNUSED, { trunk: true }],
  ["retrieval_CXRBertForRetrieval", { match: true }, 0],
  ["vqa_BertForPreTrainingLossMask", { answers: 458 }, 0],
  ["report_generation_BertForPreTrainingLossMask", { words: true }, 0],
];

for (const [name, heads, unused, parts] of MODELS) {
  parityTest(`networkParameters() has the names, shapes and count of ${name}`, [FULL], () => {
    const { keys, unique_parameters, trainable } = jsonFixture<Record<string, StateDict>>(
      FULL,
    )[name]!;
    const ours = networkParameters(MODEL_PRESETS.base, heads);
    const expected = Object.entries(keys)
      .map(([key, [shape]]) => [ourName(key), shape] as const)
      .filter(([key]) => key !== undefined);
    const actual = Object.entries(ours).map(([key, { shape }]) => [key, [...shape]] as const);
    assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(expected));
    const unbuffered = Object.keys(ours).filter((key) => !ours[key]!.buffer);
    assert.equal(count(ours, unbuffered) + unused, unique_parameters);
    assert.equal(count(ours, trainableNames(ours, parts)) + unused, trainable);
  });
}

const TRAINED: [file: string, heads: Heads, parts?: TrainableParts][] = [
  ["a_bar", { words: true, match: true }],
  ["a_noncross", { words: true, match: true }, { pooler: false }],
  ["c_vqa", { answers: 458 }, { pooler: false }],
  ["c_reportgen_bar", { words: true }, { pooler: false }],
  ["c_classification", { classes: 6 }, { trunk: true }],
];

for (const [name, heads, parts] of TRAINED) {
  const file = `${name}.safetensors`;
  parityTest(`trainableNames() are those with a gradient in ${name}`, [file], () => {
    const source = fixture(file);
    const gradients = Object.keys(namesOf(source, "grad."));
    const layers = gradients.filter((key) => key.endsWith("self.query.weight")).length;
    const blocks = [4, 5, 6, 7].map((stage) => {
      const first = new RegExp(`model\\.${stage}\\.\\d+\\.conv1\\.`);
      return Math.max(1, gradients.filter((key) => first.test(key)).length);
    });
    const trunk = { width: 4, blocks };
    const config = { ...MODEL_PRESETS.tiny, layers, trunk };
    const names = trainableNames(networkParameters(config, heads), parts);
    assert.deepEqual([...names].sort(), gradients.sort());
  });
}

function count(parameters: Parameters, names: readonly string[]): number {
  const size = (name: string) => parameters[name]!.shape.reduce((product, d) => product * d, 1);
  return names.reduce((sum, name) => sum + size(name), 0);
}

import assert from "node:assert/strict";
import {
  initialParameters,
  MODEL_PRESETS,
  networkParameters,
  type Parameters,
} from "../../model/mod.ts";
import { Key } from "../../model/random.ts";

const config = MODEL_PRESETS.tiny;

Deno.test("initialParameters() of one parameter depends on its name and the key alone", () => {
  const alone: Parameters = { "clf.weight": { shape: [3, 2], init: "uniform", fan: 2 } };
  const other: Parameters = { a: { shape: [4], init: "normal" }, ...alone };
  const first = initialParameters(alone, Key.of(1))["clf.weight"];
  assert.deepEqual(initialParameters(other, Key.of(1))["clf.weight"], first);
  assert.notDeepEqual(initialParameters(alone, Key.of(2))["clf.weight"], first);
});

// From an independent implementation of Threefry and Box–Muller.
const GOLDEN = {
  normal: [0.01686401292681694, -0.009547724388539791, 0.004670772701501846],
  uniform: [-0.19031694531440735, 0.4676402807235718, 0.13838538527488708],
  kaiming: [0.5962328910827637, -0.33756303787231445, 0.16513675451278687],
};

Deno.test("initialParameters() draws the same values on every machine", () => {
  const values = (init: "normal" | "uniform" | "kaiming") => {
    const fan = init === "normal" ? 768 : 4;
    const parameters: Parameters = { p: { shape: [3], init, fan } };
    return [...initialParameters(parameters, Key.of(7)).p!.data];
  };
  assert.deepEqual(values("normal"), GOLDEN.normal);
  assert.deepEqual(values("uniform"), GOLDEN.uniform);
  assert.deepEqual(values("kaiming"), GOLDEN.kaiming);
});

Deno.test("initialParameters() has the spread of each initializer", () => {
  const params = initialParameters(
    networkParameters(config, { words: true, match: true, answers: 9 }),
    Key.of(1),
  );
  const deviation = (name: string) => {
    const data = Array.from(params[name]!.data);
    return Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
  };
  const near = (name: string, expected: number) => {
    const actual = deviation(name);
    assert(Math.abs(actual / expected - 1) < 0.05, `${name}: ${actual}, expected ${expected}`);
  };
  // BERT's 0.02 at its width 768; this network's is 64.
  const bert = 0.02 * Math.sqrt(768 / 64);
  near("enc.txt_embeddings.word_embeddings.weight", bert);
  near("enc.encoder.layer.0.intermediate.dense.weight", bert);
  near("ans_classifier.0.weight", bert);
  // A uniform number in ±b has deviation b / sqrt(3).
  near("enc.img_embeddings.img_embeddings.weight", 1 / Math.sqrt(512) / Math.sqrt(3));
  near("mlm.predictions.transform.dense.weight", 1 / Math.sqrt(64) / Math.sqrt(3));
  near("enc.img_encoder.model.7.0.conv2.weight", Math.sqrt(2 / (128 * 9)));
  const constant = (name: string) => [...new Set(params[name]!.data)];
  assert.deepEqual(constant("enc.encoder.layer.0.output.LayerNorm.weight"), [1]);
  assert.deepEqual(constant("enc.encoder.layer.0.output.dense.bias"), [0]);
  assert.deepEqual(constant("enc.img_encoder.model.1.running_var"), [1]);
  assert.deepEqual(constant("enc.img_encoder.model.1.running_mean"), [0]);
});

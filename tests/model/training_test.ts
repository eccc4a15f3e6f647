import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { float32, openEngine } from "../../model/engine/mod.ts";
import {
  adamW,
  bertAdam,
  decays,
  type LossFunction,
  trainedParameters,
  trainingState,
  trainingStep,
} from "../../model/mod.ts";
import { rounded } from "./evaluate.ts";

/** (w - target)², and a counter that is not trained. */
const loss: LossFunction = ({ w, count }, { target }) => {
  const loss = tf.sum(tf.square(tf.sub(w!, target!)));
  return { loss, outputs: { loss }, updates: { count: tf.add(count!, 1) } };
};

const start = { w: float32([1, -1], [2]), count: float32([0], []), frozen: float32([5], [1]) };
const target = float32([0, 0], [2]);

// The first step of Adam moves every weight by lr · sign(gradient), up to the uncorrected epsilon:
// 0.1 / (1 + 1e-6 / sqrt(0.001 · 2²)) to 0.9000016.
Deno.test("trainingStep() moves what is trainable, applies updates and leaves the rest", async () => {
  const optimizer = adamW({ learningRate: 0.1, weightDecay: 0 });
  const session = (await openEngine("js")).load(
    trainingStep(loss, optimizer, ["w"]),
    trainingState(start, ["w"]),
  );
  const first = await session.run({ target, ...optimizer.hyper(0) });
  const second = await session.run({ target, ...optimizer.hyper(1) });
  const state = await session.read();
  session.dispose();
  assert.deepEqual([...first.loss!.data], [2]);
  assert.deepEqual(rounded([...second.loss!.data]), [1.620006]);
  assert.deepEqual(Object.keys(state), ["w", "count", "frozen", "m.w", "v.w"]);
  assert.deepEqual([...state.count!.data], [2]);
  assert.deepEqual([...state.frozen!.data], [5]);
  assert.deepEqual(Object.keys(trainedParameters(state)), ["w", "count", "frozen"]);
});

Deno.test("trainingStep() leaves no tensor behind on an eager engine", async () => {
  const optimizer = adamW({ learningRate: 0.1, weightDecay: 0.01 });
  const session = (await openEngine("js")).load(
    trainingStep(loss, optimizer, ["w"]),
    trainingState(start, ["w"]),
  );
  await session.run({ target, ...optimizer.hyper(0) });
  const before = tf.memory().numTensors;
  await session.run({ target, ...optimizer.hyper(1) });
  assert.equal(tf.memory().numTensors, before);
  session.dispose();
});

/** Small parameters of equal rows, which are joined, and others: of other rows, or too many. */
const shapes = {
  "a.bias": [3],
  "b.LayerNorm.weight": [2],
  "c.weight": [2],
  "d.weight": [4],
  "e.weight": [2, 2],
  "f.weight": [3, 2],
  table: [5000, 1],
};

for (const [name, rule] of Object.entries({ adamW, bertAdam })) {
  Deno.test(`${name}() moves parameters that are joined as it moves each alone`, async () => {
    const optimizer = rule({ learningRate: 0.1, weightDecay: 0.5 });
    const params = Object.fromEntries(
      Object.entries(shapes).map(([name, shape], k) => {
        const size = shape.reduce((product, d) => product * d, 1);
        return [name, float32(Array.from({ length: size }, (_, i) => Math.sin(i + 5 * k)), shape)];
      }),
    );
    const names = Object.keys(params);
    const squares: LossFunction = (params) => {
      const loss = tf.addN(names.map((name, k) => tf.sum(tf.mul(tf.square(params[name]!), k + 1))));
      return { loss, outputs: {} };
    };
    const trained = async (trainable: string[]) => {
      const session = (await openEngine("js")).load(
        trainingStep(squares, optimizer, trainable),
        trainingState(params, trainable),
      );
      for (const step of [0, 1]) await session.run(optimizer.hyper(step));
      const state = await session.read();
      session.dispose();
      return state;
    };
    const together = await trained(names);
    for (const name of names) {
      const alone = await trained([name]);
      for (const entry of [name, `m.${name}`, `v.${name}`]) {
        assert.deepEqual(together[entry], alone[entry], entry);
      }
    }
  });
}

Deno.test("trainingState() names a trainable parameter that does not exist", () => {
  assert.throws(() => trainingState(start, ["x"]), /Cannot train "x": there is no such parameter/);
});

Deno.test("adamW().hyper() corrects the bias of the moments of step + 1", () => {
  const { hyper } = adamW({ learningRate: 0.01, weightDecay: 0 });
  // sqrt(1 - 0.999^t) / (1 - 0.9^t) at t = 1 and 10
  const sizes = [0, 9].map((step) => hyper(step).stepSize!.data[0]!);
  assert.deepEqual(rounded(sizes), [0.003162, 0.001532]);
  assert.deepEqual(rounded([...hyper(0, 0.5).lr!.data]), [0.005]);
  assert.deepEqual(hyper(0).lr!.shape, []);
});

Deno.test("bertAdam().hyper() follows the schedule from step 0", () => {
  const { hyper } = bertAdam({
    learningRate: 1,
    weightDecay: 0,
    schedule: "warmup-linear",
    warmup: 0.25,
    totalSteps: 8,
  });
  const rates = Array.from({ length: 10 }, (_, step) => hyper(step).lr!.data[0]!);
  assert.deepEqual(rounded(rates), [
    0,
    0.5,
    1,
    0.833333,
    0.666667,
    0.5,
    0.333333,
    0.166667,
    0,
    0,
  ]);
});

Deno.test("bertAdam() clips every gradient to norm 1 by itself", async () => {
  const optimizer = bertAdam({ learningRate: 0, weightDecay: 0 });
  const moments = async (w: number[]) => {
    const state = trainingState({ ...start, w: float32(w, [2]) }, ["w"]);
    const session = (await openEngine("js")).load(trainingStep(loss, optimizer, ["w"]), state);
    await session.run({ target, ...optimizer.hyper(0) });
    const { "m.w": m } = await session.read();
    session.dispose();
    return rounded([...m!.data]);
  };
  // The gradient is 2w: of norm 10, then of norm 0.5.
  assert.deepEqual(await moments([3, -4]), [0.06, -0.08]);
  assert.deepEqual(await moments([0.15, -0.2]), [0.03, -0.04]);
});

Deno.test("decays() leaves out biases and LayerNorms, not BatchNorms", () => {
  const cases: [string, boolean][] = [
    ["enc.pooler.dense.weight", true],
    ["enc.pooler.dense.bias", false],
    ["mlm.predictions.bias", false],
    ["enc.txt_embeddings.LayerNorm.weight", false],
    ["enc.txt_embeddings.LayerNorm.bias", false],
    ["enc.img_encoder.model.1.weight", true],
  ];
  for (const [name, expected] of cases) assert.equal(decays(name), expected, name);
});

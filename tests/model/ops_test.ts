import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { float32 } from "../../model/engine/mod.ts";
import { dropout, gelu, linear, standardize, stopGradient } from "../../model/ops.ts";
import { Key } from "../../model/random.ts";
import { evaluate, rounded } from "./evaluate.ts";

// scipy: x * norm.cdf(x), norm.cdf(x) + x * norm.pdf(x)
Deno.test("gelu() is x · Φ(x) and has its gradient", async () => {
  const { y, dx } = await evaluate(
    (_state, { x }) => {
      return { outputs: { y: gelu(x!), dx: tf.grad(gelu)(x!) } };
    },
    {},
    { x: float32([-2, -0.5, 0, 1, 3], [5]) },
  );
  assert.deepEqual(rounded(y), [-0.0455, -0.154269, 0, 0.841345, 2.99595]);
  assert.deepEqual(rounded(dx), [-0.085232, 0.132505, 0.5, 1.083315, 1.011946]);
});

Deno.test("standardize() has the value and the gradient of its definition", async () => {
  const plain = (x: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, [0, 1], true);
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 0.1)));
  };
  const weights = tf.tensor([1, -2, 3, 0.5, 4, -1, 2, 1, -3, 5, 0, 1], [2, 2, 3]);
  const weighted = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.mul(f(x), weights);
  const ours = (x: tf.Tensor) => standardize(x, [0, 1], 0.1);
  const { y, dx, expected, gradient } = await evaluate(
    (_state, { x }) => ({
      outputs: {
        y: ours(x!),
        dx: tf.grad(weighted(ours))(x!),
        expected: plain(x!),
        gradient: tf.grad(weighted(plain))(x!),
      },
    }),
    {},
    { x: float32([3, 1, -2, 0.5, 4, 7, -1, 2, 2, 8, 0, 1], [2, 2, 3]) },
  );
  weights.dispose();
  const close = (a: number[], b: number[]) => a.every((v, i) => Math.abs(v - b[i]!) < 2e-6);
  assert(close(y!, expected!), `${y}`);
  assert(close(dx!, gradient!), `${dx}`);
});

Deno.test("linear() keeps the leading axes and multiplies by the transposed weight", async () => {
  const state = {
    "f.weight": float32([1, 2, 3, 4, 5, 6], [3, 2]),
    "f.bias": float32([0, 0, 9], [3]),
  };
  const { y } = await evaluate(
    (params, { x }) => ({
      outputs: { y: linear(params, "f", x!) },
    }),
    state,
    { x: float32([1, 0, 0, 1], [2, 1, 2]) },
  );
  assert.deepEqual(y, [1, 3, 14, 2, 4, 15]);
});

Deno.test("linear() names the parameter that is missing", async () => {
  await assert.rejects(
    async () =>
      await evaluate((params, { x }) => ({ outputs: { y: linear(params, "f", x!) } }), {}, {
        x: float32([1], [1, 1]),
      }),
    /Cannot build the network: there is no parameter "f.weight"/,
  );
});

Deno.test("stopGradient() passes values and no gradient", async () => {
  const f = (x: tf.Tensor) => tf.mul(x, stopGradient(x));
  const { y, dx } = await evaluate(
    (_state, { x }) => {
      return { outputs: { y: f(x!), dx: tf.grad(f)(x!) } };
    },
    {},
    { x: float32([3, -2], [2]) },
  );
  assert.deepEqual([y, dx], [[9, 4], [3, -2]]);
});

Deno.test("dropout() is the identity in evaluation and at rate 0", async () => {
  const key = Key.of(3);
  const ones = { x: float32(Array(1000).fill(1), [1000]) };
  const { off, zero, on } = await evaluate(
    (_state, { x }, random) => ({
      outputs: {
        off: dropout(x!, 0.5, undefined),
        zero: dropout(x!, 0, random),
        on: dropout(x!, 0.5, random),
      },
    }),
    {},
    ones,
    key,
  );
  assert.deepEqual(off, [...ones.x.data]);
  assert.deepEqual(zero, [...ones.x.data]);
  assert.deepEqual([...new Set(on)].sort(), [0, 2]);
});

/**
 * The conformance suite of engines: every op in value and gradient against the `js` oracle,
 * gradients also against central differences, whole training steps, determinism.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Engine, HostTensors, StepFunction } from "../../model/engine/mod.ts";
import { float32, openEngine } from "../../model/engine/mod.ts";
import { Key } from "../../model/random.ts";
import { OP_CASES, type OpCase } from "./engine_ops.ts";

/** Registers the suite for one engine, opened anew for a number of threads. */
export function engineConformance(name: string, open: (threads: number) => Promise<Engine>): void {
  for (const op of OP_CASES) {
    Deno.test(`${name}: ${op.name} agrees with the oracle`, async () => {
      const [actual, expected] = await Promise.all(
        [await open(1), await openEngine("js")].map((engine) => evaluate(engine, op)),
      );
      assert.deepEqual(Object.keys(actual!), Object.keys(expected!));
      for (const [key, { data, shape, dtype }] of Object.entries(expected!)) {
        assert.deepEqual(actual![key]!.shape, shape, `shape of ${key}`);
        assert.equal(actual![key]!.dtype, dtype, `dtype of ${key}`);
        assertClose(actual![key]!.data, data, 2e-6, key);
      }
    });
    if (op.gradient === false) continue;
    Deno.test(`${name}: ${op.name} has the gradient of central differences`, async () => {
      const engine = await open(1);
      const session = engine.load(program(op), {});
      const { value: _, ...gradients } = await session.run({ ...op.inputs, ...op.constants });
      for (const [input, gradient] of Object.entries(gradients)) {
        const numeric = await differences(engine, op, input.replace("d", ""));
        assertClose(gradient.data, numeric, 2e-2, input);
      }
      session.dispose();
    });
  }

  Deno.test(`${name}: 20 training steps are bit-identical over runs and threads`, async () => {
    const digests = [];
    for (const threads of [1, 1, 2]) digests.push(await train(await open(threads), 20));
    assert.equal(digests[1], digests[0], "two runs");
    assert.equal(digests[2], digests[0], "1 and 2 threads");
  });

  Deno.test(`${name}: dropout depends on key and site alone`, async () => {
    const shape = [3, 300_000];
    const mask: StepFunction = (_state, _feed, random) => ({
      outputs: { first: random.dropout(shape, 0.25), second: random.dropout(shape, 0.25) },
    });
    const engine = await open(1);
    const session = engine.load(mask, {});
    const one = await session.run({}, Key.of(5).fold(1));
    const two = await session.run({}, Key.of(5).fold(2));
    const again = await session.run({}, Key.of(5).fold(1));
    const oracle = await (await openEngine("js")).load(mask, {}).run({}, Key.of(5).fold(1));
    assert.deepEqual(one, again);
    assert.deepEqual(one, oracle);
    assert.notDeepEqual(one.first!.data, one.second!.data);
    assert.notDeepEqual(one.first!.data, two.first!.data);
    const kept = (one.first!.data as Float32Array).reduce((n, v) => n + (v > 0 ? 1 : 0), 0);
    assert(Math.abs(kept / 900_000 - 0.75) < 0.005, `kept ${kept} of 900000`);
    assert.deepEqual(new Set(one.first!.data), new Set([0, Math.fround(1 / 0.75)]));
    await assert.rejects(() => run(session, {}), /dropout without a key/);
    session.dispose();
  });

  Deno.test(`${name}: a session keeps its state and returns copies`, async () => {
    const count: StepFunction = ({ n }, { by }) => ({
      state: { n: tf.add(n!, by!) },
      outputs: { before: n! },
    });
    const start = float32([1], [1]);
    const session = (await open(1)).load(count, { n: start });
    const first = await session.run({ by: float32([2], [1]) });
    const second = await session.run({ by: float32([3], [1]) });
    const state = await session.read();
    const peek = session.share(({ n }) => ({ outputs: { n: n! } }));
    await session.run({ by: float32([4], [1]) });
    assert.deepEqual([...(await peek.run({})).n!.data], [10]);
    assert.deepEqual([...first.before!.data, ...second.before!.data], [1, 3]);
    assert.deepEqual([...state.n!.data], [6]);
    assert.deepEqual([...start.data], [1]);
    session.dispose();
  });
}

// A rejection, also where an engine throws before it returns a promise.
async function run(session: { run(feed: HostTensors): Promise<HostTensors> }, feed: HostTensors) {
  return await session.run(feed);
}

/** The op's value and the gradients of a weighted sum of it. */
function program(op: OpCase): StepFunction {
  return (_state, feed) => {
    const value = op.run(feed);
    if (op.gradient === false) return { outputs: { value } };
    const names = Object.keys(op.inputs);
    const gradients = tf.grads((...xs) => {
      const inputs = { ...feed, ...Object.fromEntries(names.map((n, i) => [n, xs[i]!])) };
      return weighted(op.run(inputs));
    })(names.map((n) => feed[n]!));
    return {
      outputs: { value, ...Object.fromEntries(names.map((n, i) => [`d${n}`, gradients[i]!])) },
    };
  };
}

/** A scalar that depends on every element differently. */
function weighted(value: tf.Tensor): tf.Tensor {
  const weights = Array.from({ length: value.size }, (_, i) => 1 + (i % 7) / 8);
  return tf.sum(tf.mul(value, tf.tensor(weights, value.shape)));
}

async function evaluate(engine: Engine, op: OpCase): Promise<HostTensors> {
  const session = engine.load(program(op), {});
  const result = await session.run({ ...op.inputs, ...op.constants });
  session.dispose();
  return result;
}

async function differences(engine: Engine, op: OpCase, input: string): Promise<Float32Array> {
  const session = engine.load((_state, feed) => ({ outputs: { y: weighted(op.run(feed)) } }), {});
  const { data, shape } = op.inputs[input]!;
  const result = new Float32Array(data.length);
  const h = 1e-2;
  for (let i = 0; i < data.length; i++) {
    const at = async (delta: number) => {
      const moved = Float32Array.from(data);
      moved[i]! += delta;
      const feed = { ...op.inputs, ...op.constants, [input]: float32(moved, shape) };
      return (await session.run(feed)).y!.data[0]!;
    };
    result[i] = (await at(h) - await at(-h)) / (2 * h);
  }
  session.dispose();
  return result;
}

function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `length of ${what}`);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    const bound = tolerance * Math.max(1, Math.abs(expected[i]!));
    assert(error <= bound, `${what}[${i}] is ${actual[i]}, expected ${expected[i]}`);
  }
}

/** A small network with every kind of layer, trained with momentum; the digest of its weights. */
async function train(engine: Engine, steps: number): Promise<string> {
  const stream = Key.of(3).fold("train").stream();
  const random = (...shape: number[]) =>
    float32(
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.2 * stream.normal()),
      shape,
    );
  const weights = {
    filter: random(3, 3, 1, 8),
    table: random(50, 32),
    project: random(8, 32),
    mix: random(32, 32),
    out: random(32, 5),
  };
  const step: StepFunction = (state, feed, keyed) => {
    const names = Object.keys(weights);
    const loss = (...xs: tf.Tensor[]) => {
      const w = Object.fromEntries(names.map((n, i) => [n, xs[i]!]));
      const maps = tf.relu(
        tf.conv2d(feed.x as tf.Tensor4D, w.filter as tf.Tensor4D, 2, 1, "NHWC", 1, "floor"),
      );
      const pooled = tf.maxPool(maps, 3, 2, 1, "floor");
      const tokens = tf.matMul(tf.reshape(pooled, [-1, 8]), w.project!);
      const words = tf.gather(w.table!, feed.ids!);
      const all = tf.concat([tokens, words], 0);
      const attention = tf.softmax(tf.matMul(all, all, false, true));
      const mixed = tf.matMul(tf.matMul(attention, all), w.mix!);
      const hidden = tf.mul(tf.erf(mixed), keyed.dropout(mixed.shape, 0.1));
      const logits = tf.matMul(hidden, w.out!);
      return tf.mean(tf.logSumExp(logits, -1)) as tf.Scalar;
    };
    const gradients = tf.grads(loss)(names.map((n) => state[n]!));
    const next = Object.fromEntries(
      names.map((n, i) => [n, tf.sub(state[n]!, tf.mul(gradients[i]!, 0.1))]),
    );
    return { state: next, outputs: {} };
  };
  const session = engine.load(step, weights);
  for (let s = 0; s < steps; s++) {
    const ids = Int32Array.from({ length: 60 }, () => stream.int(50));
    await session.run(
      { x: random(4, 16, 16, 1), ids: { dtype: "int32", shape: [60], data: ids } },
      Key.of(3).fold(s),
    );
  }
  const hash = createHash("sha256");
  for (const { data } of Object.values(await session.read())) {
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  session.dispose();
  return hash.digest("hex");
}

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { type EngineName, float32, int32, openEngine } from "../../../model/engine/mod.ts";

/** Rows of a table that is too large for a matrix of ones and zeros; each column the row's number. */
const ROWS = 5000;
const table = float32(Array.from({ length: 2 * ROWS }, (_, i) => Math.floor(i / 2)), [ROWS, 2]);
const ids = int32([4999, 3, 3, 0, 4999, 3], [2, 3]);

/** The table's gradient where 3 of its rows are read, some more than once, and used besides. */
async function gradients(name: EngineName) {
  const session = (await openEngine(name)).load((_state, { table, ids }) => {
    const read = (x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, ids!), [1, 10]));
    const both = (x: tf.Tensor) => tf.add(read(x), tf.sum(x));
    const twice = (x: tf.Tensor) => tf.add(both(x), tf.sum(tf.mul(tf.gather(x, ids!), [100, 0])));
    const of = (f: (x: tf.Tensor) => tf.Tensor) => tf.grad(f)(table!);
    return { outputs: { read: of(read), both: of(both), twice: of(twice) } };
  }, {});
  const outputs = await session.run({ table, ids });
  session.dispose();
  return outputs;
}

Deno.test("onnx: rows that are read of a large table get the sum of their gradients", async () => {
  const { read, both, twice } = await gradients("onnx");
  const expected = (at: Record<number, number[]>, other: number[]) =>
    Float32Array.from(Array.from({ length: ROWS }, (_, row) => at[row] ?? other).flat());
  const sums = { 0: [1, 10], 3: [3, 30], 4999: [2, 20] };
  assert.deepEqual(read!.data, expected(sums, [0, 0]));
  assert.deepEqual(both!.data, expected({ 0: [2, 11], 3: [4, 31], 4999: [3, 21] }, [1, 1]));
  const all = { 0: [102, 11], 3: [304, 31], 4999: [203, 21] };
  assert.deepEqual(twice!.data, expected(all, [1, 1]));
  assert.deepEqual(await gradients("js"), { read, both, twice });
});

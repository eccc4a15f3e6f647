/** The number of threads never changes a result: sums that onnxruntime would split differently. */
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type Engine,
  float32,
  type HostTensor,
  type HostTensors,
  type StepFunction,
} from "../../model/engine/mod.ts";
import { Key } from "../../model/random.ts";

/** Rows, inner size and columns; a share of the columns is narrower than a block of the sums. */
const PRODUCTS = [
  ...[[32, 4096, 128], [64, 512, 256], [64, 992, 64], [16, 2048, 64], [16, 8192, 27]],
  // So many columns that a share of them is wide.
  ...[[16, 512, 640], [40, 300, 1000], [100, 160, 3000]],
  // As many rows as columns, or more: the sum with a row is made by another routine.
  ...[[64, 512, 64], [300, 700, 48]],
];

const THREADS = [1, 2, 3, 4, 8, 64];

/** Registers the suite for one engine, opened anew for a number of threads. */
export function engineThreads(name: string, open: (threads: number) => Promise<Engine>): void {
  const test = (title: string, program: StepFunction, feed: HostTensors) =>
    Deno.test(`${name}: ${title} is bit-identical on any number of threads`, async () => {
      const digests = new Map<number, string>();
      for (const threads of THREADS) {
        const session = (await open(threads)).load(program, {});
        digests.set(threads, digestOf(await session.run(feed)));
        session.dispose();
      }
      const one = digests.get(1)!;
      assert.deepEqual(digests, new Map(THREADS.map((threads) => [threads, one])));
    });

  for (const [rows, inner, columns] of PRODUCTS as [number, number, number][]) {
    test(`a product ${rows}×${inner}×${columns}`, (_state, { a, b, at, bt, row }) => ({
      outputs: {
        plain: tf.matMul(a!, b!),
        left: tf.matMul(at!, b!, true, false),
        right: tf.matMul(a!, bt!, false, true),
        both: tf.matMul(at!, bt!, true, true),
        plusRow: tf.add(tf.matMul(a!, bt!, false, true), row!),
      },
    }), {
      a: random("a", rows, inner),
      b: random("b", inner, columns),
      at: random("at", inner, rows),
      bt: random("bt", columns, inner),
      row: random("row", columns),
    });
  }

  test("a batch of products of few rows", (_state, { a, b }) => ({
    outputs: { product: tf.matMul(a!, b!), right: tf.matMul(a!, tf.transpose(b!, [0, 2, 1])) },
  }), { a: random("few", 12, 2, 300), b: random("many", 12, 300, 300) });

  test("the gradient of a table", (_state, { table, dy }) => {
    const ids = tf.tensor1d(Array.from({ length: 2000 }, (_, i) => i * 7 % 40), "int32");
    const rows = (x: tf.Tensor) => tf.gather(x, ids);
    return { outputs: { dtable: tf.grad(rows)(table!, dy!) } };
  }, { table: random("table", 40, 64), dy: random("dy", 2000, 64) });

  test("the gradient of a large table that has another use", (_state, { table, dy }) => {
    const ids = tf.tensor1d(Array.from({ length: 2000 }, (_, i) => i * 7 % 4500), "int32");
    const uses = (x: tf.Tensor) =>
      tf.add(tf.sum(tf.mul(tf.gather(x, ids), dy!)), tf.sum(tf.square(x)));
    return { outputs: { dtable: tf.grad(uses)(table!) } };
  }, { table: random("large", 5000, 64), dy: random("dy", 2000, 64) });

  for (const shape of [[4, 32, 32, 2], [2, 900, 5], [3, 7, 50, 40]]) {
    test(`a sum of ${shape.join("×")}`, (_state, { x }) => ({
      outputs: Object.fromEntries(
        [[0], [1], [0, 1], [0, 2], [1, 2]].map((axes) => [`${axes}`, tf.sum(x!, axes)]),
      ),
    }), { x: random("x", ...shape) });
  }

  test("BatchNorm of few channels behind a convolution", (_state, { x, filter }) => {
    const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 3);
    const axes = [0, 1, 2];
    return { outputs: { y: tf.sub(y, tf.mean(y, axes, true)), mean: tf.mean(y, axes) } };
  }, { x: random("x", 8, 64, 64, 3), filter: random("filter", 7, 7, 3, 2) });

  const convolutions = [
    ...[[1, 16, 1, 32, 64], [1, 16, 2, 32, 64], [8, 16, 2, 32, 64], [8, 4, 1, 32, 64]],
    // A large filter of few pixels.
    ...[[1, 6, 1, 64, 512], [1, 2, 2, 64, 512], [4, 14, 2, 96, 320], [2, 1, 1, 3700, 16]],
  ] as [number, number, number, number, number][];
  for (const [batch, size, stride, inputs, outputs] of convolutions) {
    test(
      `a convolution of ${batch}, size ${size}, stride ${stride}, ${inputs} to ${outputs} channels`,
      (_state, { x, filter, dy }) => {
        const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 1);
        const [dx, dfilter] = tf.grads(convolve)([x!, filter!], dy!);
        return { outputs: { y: convolve(x!, filter!), dx: dx!, dfilter: dfilter! } };
      },
      {
        x: random("x", batch, size, size, inputs),
        filter: random("filter", 3, 3, inputs, outputs),
        dy: random("dy", batch, size / stride, size / stride, outputs),
      },
    );
  }
}

/** sha256 of the tensors' bytes, in their order. */
export function digestOf(tensors: HostTensors): string {
  const hash = createHash("sha256");
  for (const { data } of Object.values(tensors)) {
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

function random(name: string, ...shape: number[]): HostTensor {
  const stream = Key.of(8).fold(name).stream();
  const size = shape.reduce((product, d) => product * d, 1);
  return float32(Float32Array.from({ length: size }, () => stream.normal()), shape);
}

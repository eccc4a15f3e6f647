import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import {
  type EngineName,
  float32,
  type HostTensor,
  type HostTensors,
  openEngine,
  type StepFunction,
} from "../../../model/engine/mod.ts";
import { trace } from "../../../model/engine/onnx/trace.ts";
import { Key } from "../../../model/random.ts";

interface Sizes {
  /** `[batch, height, width, inputs]` */
  readonly x: readonly [number, number, number, number];
  readonly filter: readonly [side: number, outputs: number];
  readonly stride: number;
  readonly pad: number;
}

/** A filter of 2¹⁸ values or more, and fewer than four pixels for each output. */
const FEW: Record<string, Sizes> = {
  "odd sides": { x: [2, 3, 5, 64], filter: [3, 500], stride: 1, pad: 1 },
  "odd sides, stride 2": { x: [2, 3, 5, 64], filter: [3, 500], stride: 2, pad: 1 },
  "even sides, stride 2": { x: [2, 4, 6, 64], filter: [3, 500], stride: 2, pad: 1 },
  "a rest that no filter reaches": { x: [2, 4, 5, 64], filter: [3, 500], stride: 2, pad: 0 },
  "no padding": { x: [2, 5, 4, 64], filter: [3, 500], stride: 1, pad: 0 },
  "a single image": { x: [1, 4, 3, 64], filter: [3, 500], stride: 1, pad: 1 },
  "a single pixel": { x: [1, 2, 2, 64], filter: [3, 500], stride: 2, pad: 1 },
  "fewer inputs than outputs": { x: [2, 4, 4, 11], filter: [5, 1000], stride: 1, pad: 2 },
  "more pixels than outputs": { x: [3, 1, 9, 1900], filter: [3, 16], stride: 1, pad: 1 },
  "few pixels for gradients alone": { x: [2, 4, 5, 1900], filter: [3, 16], stride: 1, pad: 1 },
  "a 1×1 filter, stride 2": { x: [2, 5, 5, 300], filter: [1, 900], stride: 2, pad: 0 },
};

/** Four pixels for each output or more, few outputs, or a small filter. */
const MANY: Record<string, Sizes> = {
  "many pixels": { x: [3, 4, 6, 1900], filter: [3, 16], stride: 1, pad: 1 },
  "four pixels for each output": { x: [2, 4, 8, 1900], filter: [3, 16], stride: 1, pad: 1 },
  "few outputs": { x: [2, 1, 3, 4000], filter: [3, 8], stride: 1, pad: 1 },
  "a small filter": { x: [2, 3, 3, 64], filter: [3, 32], stride: 1, pad: 1 },
};

/** The convolution and its gradients; the filter is kept as OIHW, or as tfjs has it. */
function program({ filter: [side], stride, pad }: Sizes, layout: "OIHW" | "HWIO"): StepFunction {
  return (_state, { x, filter, dy }) => {
    const convolve = (x: tf.Tensor, filter: tf.Tensor) => {
      const hwio = layout === "HWIO" ? filter : tf.transpose(filter, [2, 3, 1, 0]);
      const rounding = side === 1 ? undefined : "floor";
      return tf.conv2d(
        ...[x as tf.Tensor4D, hwio as tf.Tensor4D, stride, pad, "NHWC", 1, rounding] as const,
      );
    };
    const [dx, dfilter] = tf.grads(convolve)([x!, filter!], dy!);
    return { outputs: { y: convolve(x!, filter!), dx: dx!, dfilter: dfilter! } };
  };
}

/** Small whole numbers, whose sums of products are exact in any order. */
function feedOf({ x, filter: [side, outputs], stride, pad }: Sizes, layout: "OIHW" | "HWIO") {
  const [batch, height, width, inputs] = x;
  const out = (size: number) => Math.floor((size + 2 * pad - side) / stride) + 1;
  return {
    x: whole("x", x),
    filter: whole(
      "filter",
      layout === "HWIO" ? [side, side, inputs, outputs] : [outputs, inputs, side, side],
    ),
    dy: whole("dy", [batch, out(height), out(width), outputs]),
  };
}

function whole(name: string, shape: readonly number[]): HostTensor {
  const stream = Key.of(11).fold(name).stream();
  const size = shape.reduce((product, d) => product * d);
  return float32(Float32Array.from({ length: size }, () => stream.int(5) - 2), shape);
}

async function run(name: EngineName, program: StepFunction, feed: HostTensors) {
  const session = (await openEngine(name)).load(program, {});
  const outputs = await session.run(feed);
  session.dispose();
  return outputs;
}

for (const [cases, isFew] of [[FEW, true], [MANY, false]] as const) {
  for (const [title, sizes] of Object.entries(cases)) {
    Deno.test(`onnx: a convolution of ${title} is as in js, with its gradients`, async () => {
      for (const layout of ["OIHW", "HWIO"] as const) {
        const [step, feed] = [program(sizes, layout), feedOf(sizes, layout)];
        const model = new TextDecoder("latin1").decode(trace(step, {}, feed).model);
        assert.equal(model.includes("Col2Im"), isFew);
        assert.deepEqual(await run("onnx", step, feed), await run("js", step, feed));
      }
    });
  }
}

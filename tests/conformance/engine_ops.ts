/** Every op the model uses, with inputs on which it and its gradient are smooth. */
import * as tf from "@tensorflow/tfjs-core";
import type { HostTensor } from "../../model/engine/mod.ts";
import { float32, int32 } from "../../model/engine/mod.ts";
import { gelu } from "../../model/ops.ts";
import { Key } from "../../model/random.ts";

export interface OpCase {
  readonly name: string;
  /** Differentiable float inputs. */
  readonly inputs: Record<string, HostTensor>;
  /** Inputs without a gradient. */
  readonly constants?: Record<string, HostTensor>;
  readonly run: (x: Record<string, tf.Tensor>) => tf.Tensor;
  /** False for ops whose result has no gradient. */
  readonly gradient?: false;
}

/** Distinct values in [low, high], none repeated, so that maxima and comparisons have no ties. */
function spread(name: string, shape: readonly number[], low = -2, high = 2): HostTensor {
  const size = shape.reduce((product, d) => product * d, 1);
  const order = Key.of(11).fold(name).stream().permutation(size);
  return float32(order.map((rank) => low + (high - low) * (rank + 0.5) / size), shape);
}

const x34 = { x: spread("x", [3, 4]) };
const ab = { a: spread("a", [3, 4]), b: spread("b", [3, 4], 0.5, 2) };
const broadcasted = { a: spread("a", [2, 3, 4]), b: spread("b", [3, 1], 0.5, 2) };
const image = { x: spread("image", [2, 7, 7, 3]) };

const unary: [string, (x: tf.Tensor) => tf.Tensor, number?, number?][] = [
  ["abs", tf.abs],
  ["erf", tf.erf],
  ["exp", tf.exp],
  ["gelu", gelu],
  ["log", tf.log, 0.5, 3],
  ["neg", tf.neg],
  ["reciprocal", tf.reciprocal, 0.5, 3],
  ["relu", tf.relu],
  ["rsqrt", tf.rsqrt, 0.5, 3],
  ["sigmoid", tf.sigmoid],
  ["softmax", (x) => tf.softmax(x)],
  ["logSoftmax", (x) => tf.logSoftmax(x)],
  ["logSumExp", (x) => tf.logSumExp(x, -1)],
  ["softplus", tf.softplus],
  ["sqrt", tf.sqrt, 0.5, 3],
  ["square", tf.square],
  ["tanh", tf.tanh],
  ["clipByValue", (x) => tf.clipByValue(x, -1.1, 0.9)],
  ["zerosLike", (x) => tf.add(x, tf.zerosLike(x))],
  ["onesLike", (x) => tf.sub(tf.onesLike(x), x)],
];

const binary: [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][] = [
  ["add", tf.add],
  ["sub", tf.sub],
  ["mul", tf.mul],
  ["div", tf.div],
  ["maximum", tf.maximum],
  ["minimum", tf.minimum],
  ["squaredDifference", tf.squaredDifference],
];

const comparisons: [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][] = [
  ["equal", tf.equal],
  ["notEqual", tf.notEqual],
  ["greater", tf.greater],
  ["greaterEqual", tf.greaterEqual],
  ["less", tf.less],
  ["lessEqual", tf.lessEqual],
  ["logicalAnd", (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.less(b, 1))],
  ["logicalOr", (a, b) => tf.logicalOr(tf.greater(a, 0), tf.less(b, 1))],
  ["logicalNot", (a, b) => tf.logicalNot(tf.greater(a, b))],
];

export const OP_CASES: readonly OpCase[] = [
  ...unary.map(([name, f, low, high]): OpCase => ({
    name,
    inputs: { x: spread(name, [3, 4], low, high) },
    run: ({ x }) => f(x!),
  })),
  ...binary.flatMap(([name, f]): OpCase[] => [
    { name, inputs: ab, run: ({ a, b }) => f(a!, b!) },
    {
      name: `${name}, broadcast`,
      inputs: broadcasted,
      run: ({ a, b }) => f(a!, b!),
      // tfjs's own gradients of the others do not sum over broadcast axes.
      ...(["add", "sub", "mul", "div"].includes(name) ? {} : { gradient: false }),
    },
    { name: `${name}, scalar`, inputs: x34, run: ({ x }) => f(tf.scalar(1.4), x!) },
  ]),
  ...comparisons.map(([name, f]): OpCase => ({
    name,
    inputs: ab,
    run: ({ a, b }) => f(a!, b!),
    gradient: false,
  })),
  {
    name: "pow",
    inputs: { x: spread("pow", [3, 4], 0.5, 2) },
    run: ({ x }) => tf.pow(x!, tf.scalar(3)),
  },
  {
    name: "cast",
    inputs: x34,
    run: ({ x }) => tf.mul(x!, tf.cast(tf.cast(x!, "int32"), "float32")),
    gradient: false,
  },
  { name: "addN", inputs: ab, run: ({ a, b }) => tf.addN([a!, b!, a!]) },
  {
    name: "where",
    inputs: ab,
    constants: { i: int32([0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0], [3, 4]) },
    run: ({ a, b, i }) => tf.where(tf.equal(i!, 1), tf.mul(a!, 2), b!),
  },
  ...(["sum", "mean", "max", "min"] as const).flatMap((name): OpCase[] => [
    { name: `${name}, all`, inputs: x34, run: ({ x }) => tf[name](x!) },
    { name: `${name}, axis 0`, inputs: x34, run: ({ x }) => tf[name](x!, 0) },
    { name: `${name}, last axis kept`, inputs: x34, run: ({ x }) => tf[name](x!, -1, true) },
    {
      name: `${name}, two axes`,
      inputs: { x: spread(name, [2, 3, 2, 2]) },
      run: ({ x }) => tf[name](x!, [1, 3]),
    },
  ]),
  { name: "argMax", inputs: x34, run: ({ x }) => tf.argMax(x!, -1), gradient: false },
  { name: "reshape", inputs: x34, run: ({ x }) => tf.square(tf.reshape(x!, [2, 6])) },
  { name: "expandDims", inputs: x34, run: ({ x }) => tf.square(tf.expandDims(x!, 1)) },
  {
    name: "transpose",
    inputs: { x: spread("t", [2, 3, 4]) },
    run: ({ x }) => tf.square(tf.transpose(x!, [2, 0, 1])),
  },
  { name: "slice", inputs: x34, run: ({ x }) => tf.square(tf.slice(x!, [1, 1], [2, 2])) },
  {
    name: "stridedSlice",
    inputs: image,
    run: ({ x }) => tf.stridedSlice(x!, [0, 0, 0, 0], [2, 7, 7, 3], [1, 2, 2, 1]),
    // tfjs has no gradient for it.
    gradient: false,
  },
  { name: "reverse", inputs: x34, run: ({ x }) => tf.square(tf.reverse(x!, [1])) },
  { name: "concat", inputs: ab, run: ({ a, b }) => tf.square(tf.concat([a!, b!], 1)) },
  { name: "stack", inputs: ab, run: ({ a, b }) => tf.square(tf.stack([a!, b!], 1)) },
  {
    name: "unstack",
    inputs: x34,
    run: ({ x }) => tf.mul(...(tf.unstack(x!, 0).slice(0, 2) as [tf.Tensor, tf.Tensor])),
  },
  {
    name: "split",
    inputs: x34,
    run: ({ x }) => {
      const [a, b] = tf.split(x!, [1, 3], 1);
      return tf.mul(a!, b!);
    },
  },
  { name: "pad", inputs: x34, run: ({ x }) => tf.square(tf.pad(x!, [[1, 0], [2, 1]], 0.5)) },
  { name: "tile", inputs: x34, run: ({ x }) => tf.square(tf.tile(x!, [2, 3])) },
  {
    name: "gather rows, repeated",
    inputs: { x: spread("table", [5, 3]) },
    constants: { i: int32([4, 0, 4, 2], [4]) },
    run: ({ x, i }) => tf.square(tf.gather(x!, i as tf.Tensor1D)),
  },
  {
    name: "gather a matrix of rows",
    inputs: { x: spread("table", [5, 3]) },
    constants: { i: int32([4, 0, 4, 2, 1, 1], [2, 3]) },
    run: ({ x, i }) => tf.square(tf.gather(x!, i!)),
  },
  {
    name: "gather along axis 1",
    inputs: { x: spread("table", [2, 5, 3]) },
    constants: { i: int32([3, 0, 3], [3]) },
    run: ({ x, i }) => tf.square(tf.gather(x!, i!, 1)),
  },
  {
    name: "unsortedSegmentSum",
    inputs: { x: spread("rows", [4, 3]) },
    constants: { i: int32([1, 0, 1, 4], [4]) },
    run: ({ x, i }) => tf.square(tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 5)),
  },
  {
    name: "oneHot",
    inputs: {},
    constants: { i: int32([1, 0, 3], [3]) },
    run: ({ i }) => tf.oneHot(i!, 4),
    gradient: false,
  },
  ...[[false, false], [true, false], [false, true], [true, true]].flatMap(
    ([ta, tb]): OpCase[] => [
      {
        name: `matMul, transpose ${ta} ${tb}`,
        inputs: {
          a: spread("ma", ta ? [4, 3] : [3, 4]),
          b: spread("mb", tb ? [5, 4] : [4, 5]),
        },
        run: ({ a, b }) => tf.matMul(a!, b!, ta, tb),
      },
      {
        name: `batched matMul, transpose ${ta} ${tb}`,
        inputs: {
          a: spread("bma", ta ? [2, 2, 4, 3] : [2, 2, 3, 4]),
          b: spread("bmb", tb ? [2, 2, 5, 4] : [2, 2, 4, 5]),
        },
        run: ({ a, b }) => tf.matMul(a!, b!, ta, tb),
      },
    ],
  ),
  ...[[5], [1], [1, 5], [3, 5]].map((shape): OpCase => ({
    name: `matMul plus [${shape}]`,
    inputs: { a: spread("ma", [3, 4]), b: spread("mb", [4, 5]), row: spread("row", shape) },
    run: ({ a, b, row }) => tf.add(tf.matMul(a!, b!), row!),
  })),
  ...([[1, 1, 0], [3, 1, 1], [3, 2, 1], [7, 2, 3]] as const).map((
    [k, stride, pad],
  ): OpCase => ({
    name: `conv2d ${k}×${k}, stride ${stride}, pad ${pad}`,
    inputs: { ...image, w: spread("w", [k, k, 3, 2], -0.5, 0.5) },
    run: ({ x, w }) =>
      tf.conv2d(
        x as tf.Tensor4D,
        w as tf.Tensor4D,
        stride,
        pad,
        "NHWC",
        1,
        "floor",
      ),
  })),
  {
    name: "conv2d 3×3, stride 2, even input",
    inputs: { x: spread("even", [1, 8, 8, 2]), w: spread("w", [3, 3, 2, 2], -0.5, 0.5) },
    run: ({ x, w }) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 1, "NHWC", 1, "floor"),
  },
  {
    name: "maxPool 3×3, stride 2, pad 1",
    inputs: { x: spread("pool", [2, 8, 8, 2]) },
    run: ({ x }) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1, "floor"),
  },
  {
    name: "maxPool 3×3, stride 2, pad 1, odd input",
    inputs: { x: spread("pool", [1, 7, 7, 2]) },
    run: ({ x }) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1, "floor"),
  },
];

/** Kernels that reduce axes. */
import * as tf from "@tensorflow/tfjs-core";
import { cast, kernel } from "./emit.ts";

const REDUCTIONS: Record<string, string> = {
  [tf.Max]: "ReduceMax",
  [tf.Mean]: "ReduceMean",
  [tf.Min]: "ReduceMin",
  [tf.Prod]: "ReduceProd",
  [tf.Sum]: "ReduceSum",
};

export function registerReduction(): void {
  for (const [name, op] of Object.entries(REDUCTIONS)) {
    kernel(name, (call) => {
      const { shape, dtype } = call.info("x");
      // tfjs calls it reductionIndices in Max, axis elsewhere; absent means all.
      const named = (call.attrs.reductionIndices ?? call.attrs.axis) as number | number[];
      const axes = tf.util.parseAxisParam(named, shape);
      const keepDims = Boolean(call.attrs.keepDims);
      const kept = shape.map((size, axis) => axes.includes(axis) ? 1 : size);
      const target = keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis));
      if (axes.length === 0) return call.reshaped("x", target);
      const edge = call.graph.node(op, [call.edge("x"), call.graph.integers(axes)], {
        keepdims: keepDims ? 1 : 0,
      });
      return call.result(edge, target, dtype === "bool" ? "int32" : dtype);
    });
  }
  kernel(tf.ArgMax, (call) => {
    const { shape } = call.info("x");
    const axis = tf.util.parseAxisParam(Number(call.attrs.axis), shape)[0]!;
    const edge = call.graph.node("ArgMax", [call.edge("x")], { axis, keepdims: 0 });
    const rest = shape.filter((_, i) => i !== axis);
    return call.result(cast(call.graph, edge, "int32"), rest, "int32");
  });
  kernel(tf.Softmax, (call) => {
    const { shape } = call.info("logits");
    const axis = tf.util.parseAxisParam(Number(call.attrs.dim ?? -1), shape)[0]!;
    return call.result(call.graph.node("Softmax", [call.edge("logits")], { axis }), shape);
  });
}

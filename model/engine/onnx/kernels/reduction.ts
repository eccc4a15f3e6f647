/** Kernels that reduce axes. */
import * as tf from "@tensorflow/tfjs-core";
import { MAX_THREADS } from "../threads.ts";
import { type Call, cast, kernel, sizeOf } from "./emit.ts";

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
      const type = dtype === "bool" ? "int32" : dtype;
      const { graph } = call;
      if (isSplitByThreads(shape, axes)) {
        const matrix = keptByReduced(call, shape, axes);
        const edge = graph.node(op, [matrix, graph.integers([1])], { keepdims: 0 });
        return call.result(graph.node("Reshape", [edge, graph.integers(target)]), target, type);
      }
      const attributes = { keepdims: keepDims ? 1 : 0 };
      return call.result(
        graph.node(op, [call.edge("x"), graph.integers(axes)], attributes),
        target,
        type,
      );
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

/**
 * Whether onnxruntime adds in an order that depends on its threads: where axes behind the summed ones
 * are kept, and fewer values in front of them than there may be threads. The summed axes may move
 * behind others when a layout is optimized, so all that are kept count.
 */
function isSplitByThreads(shape: readonly number[], axes: readonly number[]): boolean {
  const isSuffix = axes.every((axis) => axis >= shape.length - axes.length);
  const front = shape.slice(0, Math.max(...axes)).filter((_, axis) => !axes.includes(axis));
  const kept = shape.filter((_, axis) => !axes.includes(axis));
  return !isSuffix && sizeOf(front.length > 0 ? front : kept) < MAX_THREADS;
}

/** The input as a matrix: a row per kept value, a column per summed one. */
function keptByReduced({ graph, edge }: Call, shape: readonly number[], axes: readonly number[]) {
  const kept = shape.flatMap((_, axis) => axes.includes(axis) ? [] : [axis]);
  const sorted = graph.node("Transpose", [edge("x")], { perm: [...kept, ...axes] });
  const columns = sizeOf(axes.map((axis) => shape[axis]!));
  // A Reshape, so that the Transpose is not turned into a sum over other axes again.
  return graph.node("Reshape", [sorted, graph.integers([sizeOf(shape) / columns, columns])]);
}

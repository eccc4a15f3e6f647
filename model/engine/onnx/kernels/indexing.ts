/** Kernels that look rows up and sum them back. */
import * as tf from "@tensorflow/tfjs-core";
import { type Call, cast, kernel, sizeOf } from "./emit.ts";
import { product } from "./product.ts";

export function registerIndexing(): void {
  kernel(tf.GatherV2, (call) => {
    const x = call.info("x");
    const indices = call.info("indices");
    if (Number(call.attrs.batchDims ?? 0) !== 0) {
      throw new Error(`Cannot trace a gather with batchDims ${call.attrs.batchDims}: expected 0`);
    }
    const axis = tf.util.parseAxisParam(Number(call.attrs.axis), x.shape)[0]!;
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    const edge = call.graph.node("Gather", [call.edge("x"), call.edge("indices")], { axis });
    return call.result(edge, shape, x.dtype);
  });
  kernel(tf.OneHot, (call) => {
    const { shape } = call.info("indices");
    const depth = Number(call.attrs.depth);
    const dtype = (call.attrs.dtype ?? "int32") as tf.DataType;
    const hits = oneHot(call, call.edge("indices"), shape, depth);
    const on = call.graph.constant(dtype as "float32", [], [Number(call.attrs.onValue ?? 1)]);
    const off = call.graph.constant(dtype as "float32", [], [Number(call.attrs.offValue ?? 0)]);
    return call.result(call.graph.node("Where", [hits, on, off]), [...shape, depth], dtype);
  });
  /**
   * Sums rows by segment as a product with a one-hot matrix: onnxruntime's ScatterND(add) adds in an
   * order that depends on its threads, a matrix product does not.
   */
  kernel(tf.UnsortedSegmentSum, (call) => {
    const x = call.info("x");
    const segments = Number(call.attrs.numSegments);
    const { shape: indexShape } = call.info("segmentIds");
    const rows = sizeOf(indexShape);
    const rest = x.shape.slice(indexShape.length);
    const flatIds = call.graph.node("Reshape", [
      call.edge("segmentIds"),
      call.graph.integers([rows]),
    ]);
    const flat = call.graph.node("Reshape", [
      call.edge("x"),
      call.graph.integers([rows, sizeOf(rest)]),
    ]);
    const hits = cast(call.graph, oneHot(call, flatIds, [rows], segments), "float32");
    const sums = product(call.graph, {
      a: hits,
      b: flat,
      transA: true,
      rows: segments,
      inner: rows,
      columns: sizeOf(rest),
    });
    const shape = [segments, ...rest];
    return call.result(call.graph.node("Reshape", [sums, call.graph.integers(shape)]), shape);
  });
}

/** Boolean one-hot of int32 indices: `[...shape]` → `[...shape, depth]`. */
function oneHot(call: Call, indices: string, shape: readonly number[], depth: number): string {
  const column = call.graph.node("Reshape", [indices, call.graph.integers([...shape, 1])]);
  const classes = Array.from({ length: depth }, (_, i) => i);
  return call.graph.node("Equal", [column, call.graph.constant("int32", [depth], classes)]);
}

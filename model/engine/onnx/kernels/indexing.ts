/** Kernels that look rows up and sum them back. */
import * as tf from "@tensorflow/tfjs-core";
import type { Graph } from "../graph.ts";
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
  kernel(tf.UnsortedSegmentSum, (call) => {
    const x = call.info("x");
    const segments = Number(call.attrs.numSegments);
    const { shape: indexShape } = call.info("segmentIds");
    const rows = sizeOf(indexShape);
    const rest = x.shape.slice(indexShape.length);
    const columns = sizeOf(rest);
    const { graph } = call;
    const ids = graph.node("Reshape", [call.edge("segmentIds"), graph.integers([rows, 1])]);
    const values = graph.node("Reshape", [call.edge("x"), graph.integers([rows, columns])]);
    const parts = { ids, values, rows, columns, segments };
    const sums = segments < MANY_SEGMENTS ? sumByProduct(call, parts) : sumInOrder(call, parts);
    const shape = [segments, ...rest];
    if (rest.length === 1) return call.result(sums, shape);
    return call.result(graph.node("Reshape", [sums, graph.integers(shape)]), shape);
  });
}

/** From so many on, adding row after row is cheaper than a product with a matrix of ones and zeros. */
const MANY_SEGMENTS = 512;

/** Rows to be summed by segment. */
interface Segmented {
  /** `[rows, 1]` */
  readonly ids: string;
  /** `[rows, columns]` */
  readonly values: string;
  readonly rows: number;
  readonly columns: number;
  readonly segments: number;
}

/**
 * Sums rows as a product with a one-hot matrix: onnxruntime's ScatterND(add) adds in an order that
 * depends on its threads, a matrix product does not.
 */
function sumByProduct(call: Call, { ids, values, rows, columns, segments }: Segmented): string {
  const hits = cast(call.graph, oneHot(call, ids, [rows], segments), "float32");
  const sizes = { rows: segments, inner: rows, columns };
  return product(call.graph, { a: hits, b: values, transA: true, ...sizes });
}

/** Adds row after row: onnxruntime's ScatterElements does so in one thread. */
function sumInOrder(call: Call, { ids, values, rows, columns, segments }: Segmented): string {
  const { graph } = call;
  const zeros = graph.node("Expand", [zero(graph), graph.integers([segments, columns])]);
  const indices = graph.node("Expand", [ids, graph.integers([rows, columns])]);
  return graph.node("ScatterElements", [zeros, indices, values], { axis: 0, reduction: "add" });
}

/**
 * The sum of two values of which one was {@link sumInOrder summed in order}: its rows are added to
 * the other, without a table of their own; undefined if neither was.
 */
export function sumInto({ graph }: Call, a: string, b: string): string | undefined {
  for (const [into, sums] of [[a, b], [b, a]] as const) {
    const { op, inputs, attributes } = graph.producer(sums) ?? {};
    if (op !== "ScatterElements") continue;
    const [zeros, indices, values] = inputs as [string, string, string];
    if (graph.producer(zeros)?.inputs[0] !== zero(graph)) continue;
    return graph.node(op, [into, indices, values], attributes);
  }
}

function zero(graph: Graph): string {
  return graph.constant("float32", [], [0]);
}

/** Boolean one-hot of int32 indices: `[...shape]` → `[...shape, depth]`. */
function oneHot(call: Call, indices: string, shape: readonly number[], depth: number): string {
  const column = call.graph.node("Reshape", [indices, call.graph.integers([...shape, 1])]);
  const classes = Array.from({ length: depth }, (_, i) => i);
  return call.graph.node("Equal", [column, call.graph.constant("int32", [depth], classes)]);
}

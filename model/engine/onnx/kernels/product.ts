/**
 * Matrix products that come out the same on any number of threads.
 *
 * @module
 */
import type { Graph } from "../graph.ts";
import { MAX_THREADS } from "../threads.ts";
import { sizeOf } from "./emit.ts";

/** A product `op(a) · op(b)` of `[..., rows, inner]` and `[..., inner, columns]`. */
export interface Product {
  readonly a: string;
  readonly b: string;
  /** Whether `a` is stored as `[..., inner, rows]`. @default false */
  readonly transA?: boolean;
  /** Whether `b` is stored as `[..., columns, inner]`. @default false */
  readonly transB?: boolean;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Axes in front of the matrix. @default none */
  readonly batch?: readonly number[];
}

/** Sums of at most so many products are made in one go, however they are split. */
const INNER_BLOCK = 128;
/** Where no thread's share of the columns is so narrow that the blocks change: 64 are, in 16s. */
const WIDE = MAX_THREADS * 5 * 16;
/** Fewer rows are summed by other routines. */
const FEW = 16;
/** Columns from which a transposed left side is laid out once, if it has no more values than so many. */
const MANY_COLUMNS = 512;
const SMALL_LEFT = 2 ** 20;

/**
 * Adds a product; its edge is `[..., rows, columns]`.
 *
 * onnxruntime gives threads a share of the longer side of the result. A narrow share of columns
 * changes the blocks in which the inner axis is summed, and with them the rounding; a share of rows
 * does not, and of many matrices each thread makes whole ones. So a long sum with more columns than
 * rows, but not many, is made as `(op(b)ᵀ · op(a)ᵀ)ᵀ`.
 *
 * Source: `MlasGemmBatch` and `MlasSgemmOperation` of onnxruntime's `mlas/lib/sgemm.cpp`.
 */
export function product(graph: Graph, product: Product): string {
  const { transB = false, rows, inner, columns, batch = [] } = product;
  const { a, b, transA } = layOut(graph, product);
  const isWide = columns >= WIDE && rows >= FEW;
  const isWhole = sizeOf(batch) >= MAX_THREADS;
  if (columns <= rows || inner <= INNER_BLOCK || isWide || isWhole) {
    return multiply(graph, a, b, transA, transB);
  }
  return graph.node("Transpose", [multiply(graph, b, a, !transB, !transA)], {
    perm: [...batch.keys(), batch.length + 1, batch.length],
  });
}

/**
 * The product with its left side as `[rows, inner]`, where it is small and there are many columns.
 *
 * onnxruntime transposes the left side anew for every block of columns. The bits are the same.
 */
function layOut(graph: Graph, { a, b, transA = false, rows, inner, columns, batch = [] }: Product) {
  const isSmall = rows >= FEW && rows * inner <= SMALL_LEFT;
  if (!transA || batch.length > 0 || columns < MANY_COLUMNS || !isSmall) return { a, b, transA };
  // By an axis more, so that onnxruntime does not make it a part of the product again.
  const matrix = graph.node("Reshape", [a, graph.integers([1, inner, rows])]);
  const turned = graph.node("Transpose", [matrix], { perm: [2, 0, 1] });
  const left = graph.node("Reshape", [turned, graph.integers([rows, inner])]);
  return { a: left, b, transA: false };
}

/**
 * The sum of a matrix and a row, if the matrix is a {@link product}: it is added to copies of the row,
 * without a value of its own; undefined if it is not.
 */
export function productPlusRow(graph: Graph, matrix: string, row: string): string | undefined {
  const { op, inputs, attributes } = graph.producer(matrix) ?? {};
  if (op !== "MatMul" && op !== "FusedMatMul") return undefined;
  return graph.node("Gemm", [...inputs!, row], attributes);
}

function multiply(graph: Graph, a: string, b: string, transA: boolean, transB: boolean): string {
  if (!transA && !transB) return graph.node("MatMul", [a, b]);
  const attributes = { transA: transA ? 1 : 0, transB: transB ? 1 : 0 };
  return graph.node("FusedMatMul", [a, b], attributes, "com.microsoft");
}

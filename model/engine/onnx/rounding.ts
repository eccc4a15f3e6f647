/**
 * How onnxruntime rounds on this processor.
 *
 * It chooses its kernels by the instructions a processor has, and a virtual machine may hide the
 * generation of its processor behind one name; so the bits of a fixed computation name it instead.
 *
 * @module
 */
import { createHash } from "node:crypto";
import ort from "onnxruntime-node";
import { Key } from "../../random.ts";
import { Graph } from "./graph.ts";

let known: Promise<string> | undefined;

/**
 * Eight hexadecimal digits: equal where onnxruntime's kernels on the CPU give equal bits.
 *
 * The graph is written here node by node, so a change of how programs are traced does not pass for
 * another processor. Computed once per process.
 */
export function rounding(): Promise<string> {
  return known ??= measure();
}

async function measure(): Promise<string> {
  const { model, inputs } = computation();
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const outputs = await session.run(inputs);
  await session.release();
  const hash = createHash("sha256");
  for (const name of session.outputNames) {
    hash.update(new Uint8Array((outputs[name]!.data as Float32Array).buffer));
  }
  return hash.digest("hex").slice(0, 8);
}

/** Kernels that sum, and those of functions that processors approximate, on drawn numbers. */
function computation() {
  const graph = new Graph();
  const inputs: Record<string, ort.Tensor> = {};
  const drawn = (name: string, shape: number[]): string => {
    const stream = Key.of(1).fold(name).stream();
    const size = shape.reduce((product, d) => product * d);
    const data = Float32Array.from({ length: size }, () => stream.normal());
    inputs[name] = new ort.Tensor("float32", data, shape);
    return graph.input(name, "float32", shape);
  };
  const output = (name: string, edge: string, shape: number[]) =>
    graph.output(name, edge, "float32", shape);

  const product = graph.node("MatMul", [drawn("a", [67, 300]), drawn("b", [300, 160])]);
  output("product", product, [67, 160]);
  output("softmax", graph.node("Softmax", [product], { axis: 1 }), [67, 160]);
  output("mean", graph.node("ReduceMean", [product, graph.integers([1])]), [67, 1]);
  output("sum", graph.node("ReduceSum", [product, graph.integers([0])]), [1, 160]);
  for (const op of ["Erf", "Exp", "Tanh", "Sigmoid", "Sqrt"]) {
    output(op, graph.node(op, [drawn(`of ${op}`, [67, 33])]), [67, 33]);
  }
  const maps = graph.node("Conv", [drawn("x", [2, 8, 14, 14]), drawn("filter", [16, 8, 3, 3])]);
  output("maps", maps, [2, 16, 12, 12]);
  return { model: graph.encode(), inputs };
}

import assert from "node:assert/strict";
import { float32, type HostTensors, int32 } from "../../../model/engine/mod.ts";
import { compileByBinding } from "../../../model/engine/onnx/binding.ts";
import { hasNativeLibrary } from "../../../model/engine/onnx/c_api.ts";
import { Graph } from "../../../model/engine/onnx/graph.ts";
import { compileNative } from "../../../model/engine/onnx/native.ts";
import { Key } from "../../../model/random.ts";

const ignore = !hasNativeLibrary();
if (ignore) console.warn("native: skipped, onnxruntime's library is only opened under Linux");

/** `y = softmax(a · b)`, `next = p + y`, and of integers `n = i + i`. */
function model() {
  const graph = new Graph();
  const product = graph.node("MatMul", [
    graph.input("a", "float32", [70, 300]),
    graph.input("b", "float32", [300, 90]),
  ]);
  const y = graph.node("Softmax", [product], { axis: 1 });
  const i = graph.input("i", "int32", [2]);
  graph.output("y", y, "float32", [70, 90]);
  graph.output("next", graph.node("Add", [graph.input("p", "float32", [70, 90]), y]), "float32", [
    ...[70, 90],
  ]);
  graph.output("n", graph.node("Add", [i, i]), "int32", [2]);
  return graph.encode();
}

function drawn(name: string, shape: number[]) {
  const stream = Key.of(1).fold(name).stream();
  return float32(
    Float32Array.from({ length: shape[0]! * shape[1]! }, () => stream.normal()),
    shape,
  );
}

function tensors(): { inputs: HostTensors; outputs: HostTensors } {
  const p = drawn("p", [70, 90]);
  return {
    inputs: { a: drawn("a", [70, 300]), b: drawn("b", [300, 90]), p, i: int32([3, -4], [2]) },
    outputs: {
      y: float32(new Float32Array(70 * 90), [70, 90]),
      next: p,
      n: int32(new Int32Array(2), [2]),
    },
  };
}

for (const threads of [1, 2]) {
  Deno.test({
    name:
      `a native graph gives onnxruntime-node's bits, in the arrays it is given, ${threads} threads`,
    ignore,
    async fn() {
      const [own, others] = [tensors(), tensors()];
      const native = compileNative(model(), threads);
      const binding = await compileByBinding(model(), { device: "cpu", threads });
      for (let step = 0; step < 3; step++) {
        if (step === 2) native.forget();
        await native.run(own.inputs, own.outputs);
        await binding.run(others.inputs, others.outputs);
        assert.deepEqual(own.outputs, others.outputs);
      }
      assert.deepEqual([...own.outputs.n!.data], [6, -8]);
      assert.notDeepEqual(own.outputs.next, drawn("p", [70, 90]));
      // What was read only is as it was.
      assert.deepEqual(own.inputs.a, drawn("a", [70, 300]));
      await native.release();
      await binding.release();
    },
  });
}

Deno.test({
  name: "a native graph takes other arrays in a later run, and empty ones",
  ignore,
  async fn() {
    const graph = new Graph();
    const [x, none] = [graph.input("x", "float32", [2]), graph.input("none", "float32", [0])];
    graph.output("y", graph.node("Concat", [x, none], { axis: 0 }), "float32", [2]);
    const native = compileNative(graph.encode(), 1);
    const empty = float32(new Float32Array(0), [0]);
    const y = float32(new Float32Array(2), [2]);
    let x0 = float32([0, 0], [2]);
    for (const values of [[1, 2], [3, 4]]) {
      x0 = float32(values, [2]);
      await native.run({ x: x0, none: empty }, { y });
      assert.deepEqual([...y.data], values);
    }
    // As by sending it to another thread.
    (x0.data.buffer as ArrayBuffer).transfer();
    await assert.rejects(native.run({ x: x0, none: empty }, { y }), /not enough space/);
    await native.release();
  },
});

Deno.test({
  name: "a native graph's errors are onnxruntime's",
  ignore,
  async fn() {
    assert.throws(() => compileNative(Uint8Array.of(1, 2, 3), 1), /protobuf|parse/i);
    const native = compileNative(model(), 1);
    const { inputs: { a }, outputs } = tensors();
    await assert.rejects(native.run({ a: a! }, outputs), /[Mm]issing Input: /);
    await native.release();
    await native.release();
    await assert.rejects(native.run(tensors().inputs, outputs), {
      message: "Cannot run a graph that was released",
    });
  },
});

import assert from "node:assert/strict";
import { inPlace } from "../../../model/engine/onnx/in_place.ts";
import { liveBytes } from "../../../model/engine/onnx/live_bytes.ts";
import type { Node } from "../../../model/engine/onnx/proto.ts";

/** `"out = Op a b"` as a node. */
function node(text: string): Node {
  const [output, op, ...inputs] = text.replace(" =", "").split(" ") as [
    string,
    string,
    ...string[],
  ];
  return { op, domain: "", inputs, outputs: [output], attributes: {} };
}

const PAIRS = [["w", "w2"]] as const;

const CASES: readonly [string, boolean, readonly string[]][] = [
  ["what alone reads it writes it", true, ["w2 = Sub w g"]],
  ["all that reads it is needed for what writes it", true, [
    "y = MatMul x w",
    "g = ReduceSum y",
    "w2 = Sub w g",
  ]],
  ["something reads it that may run later", false, ["w2 = Sub w g", "y = MatMul x w"]],
  ["something reads it that was written down before", false, ["y = MatMul x w", "w2 = Sub w g"]],
  ["it is read out of order by what writes it", false, ["w2 = Transpose w"]],
  ["a product of it may be merged with what writes it", false, [
    "y = MatMul w x",
    "w2 = Add w y",
  ]],
  ["an element-wise function of it may be merged", true, ["y = Mul w d", "w2 = Sub w y"]],
  ["it is handed through", false, []],
];

for (const [what, expected, texts] of CASES) {
  Deno.test(`inPlace() is ${expected} where ${what}`, () => {
    assert.deepEqual([...inPlace(texts.map(node), PAIRS)], expected ? ["w2"] : []);
  });
}

Deno.test("inPlace() sees through more nodes than a word has bits", () => {
  const chain = Array.from({ length: 100 }, (_, i) => `c${i + 1} = Relu c${i}`);
  const last = "w2 = Sub w c100";
  assert.deepEqual([...inPlace(["c0 = MatMul x w", ...chain, last].map(node), PAIRS)], ["w2"]);
  const apart = ["c0 = MatMul x w", ...chain.with(50, "c51 = Relu x"), last];
  assert.deepEqual([...inPlace(apart.map(node), PAIRS)], []);
});

Deno.test("liveBytes() lets a value go after the last node that reads it", () => {
  const sizes = new Map([["a", 10], ["b", 20], ["c", 5]]);
  const nodes = ["a = Relu x", "b = Relu a", "c = Relu b"].map(node);
  assert.equal(liveBytes(nodes, sizes), 30);
  assert.equal(liveBytes([...nodes, node("d = Add a c")], sizes), 35);
});

/** Element-wise kernels: one ONNX node each, or a short composition. */
import * as tf from "@tensorflow/tfjs-core";
import { type Call, cast, kernel, sameShape } from "./emit.ts";
import { sumInto } from "./indexing.ts";
import { productPlusRow } from "./product.ts";

const UNARY: Record<string, string> = {
  [tf.Abs]: "Abs",
  [tf.Erf]: "Erf",
  [tf.Exp]: "Exp",
  [tf.Floor]: "Floor",
  [tf.Log]: "Log",
  [tf.Neg]: "Neg",
  [tf.Reciprocal]: "Reciprocal",
  [tf.Relu]: "Relu",
  [tf.Sigmoid]: "Sigmoid",
  [tf.Sign]: "Sign",
  [tf.Softplus]: "Softplus",
  [tf.Sqrt]: "Sqrt",
  [tf.Tanh]: "Tanh",
};

const COMPARISON: Record<string, string> = {
  [tf.Equal]: "Equal",
  [tf.Greater]: "Greater",
  [tf.GreaterEqual]: "GreaterOrEqual",
  [tf.Less]: "Less",
  [tf.LessEqual]: "LessOrEqual",
  [tf.LogicalAnd]: "And",
  [tf.LogicalOr]: "Or",
};

export function registerElementwise(): void {
  for (const [name, op] of Object.entries(UNARY)) {
    kernel(name, (call) => {
      const { shape, dtype } = call.info("x");
      return call.result(call.graph.node(op, [call.edge("x")]), shape, dtype);
    });
  }
  for (const [name, op] of Object.entries(COMPARISON)) {
    kernel(name, (call) => binary(call, op, "bool"));
  }

  kernel(tf.Add, (call) => {
    if (call.uniform("a") === 0 && fits(call, "b")) return call.reshaped("b", call.info("b").shape);
    if (call.uniform("b") === 0 && fits(call, "a")) return call.reshaped("a", call.info("a").shape);
    if (fits(call, "a") && fits(call, "b")) {
      const sum = sumInto(call, call.edge("a"), call.edge("b"));
      if (sum !== undefined) return call.result(sum, call.info("a").shape);
    }
    if (fits(call, "a") && call.info("a").shape.length === 2 && call.info("b").shape.length === 1) {
      const sum = productPlusRow(call.graph, call.edge("a"), call.edge("b"));
      if (sum !== undefined) return call.result(sum, call.info("a").shape);
    }
    return binary(call, "Add");
  });
  kernel(tf.Sub, (call) => binary(call, "Sub"));
  // tfjs's gradients of reductions multiply by tensors of ones only to broadcast.
  kernel(tf.Multiply, (call) => {
    if (call.uniform("a") === 1) return broadcast(call, "b");
    if (call.uniform("b") === 1) return broadcast(call, "a");
    return binary(call, "Mul");
  });
  kernel(tf.RealDiv, (call) => binary(call, "Div"));
  kernel(tf.Pow, (call) => binary(call, "Pow"));
  kernel(tf.Maximum, (call) => binary(call, "Max"));
  kernel(tf.Minimum, (call) => binary(call, "Min"));
  kernel(tf.SquaredDifference, (call) => {
    const shape = outputShape(call);
    const difference = call.graph.node("Sub", [call.edge("a"), call.edge("b")]);
    return call.result(call.graph.node("Mul", [difference, difference]), shape);
  });
  kernel(tf.NotEqual, (call) => {
    const equal = call.graph.node("Equal", [call.edge("a"), call.edge("b")]);
    return call.result(call.graph.node("Not", [equal]), outputShape(call), "bool");
  });
  kernel(tf.AddN, (call) => {
    const [first, ...rest] = call.list;
    const sum = rest.reduce(
      (total, term) => call.graph.node("Add", [total, call.edge(term)]),
      call.edge(first!),
    );
    return call.result(sum, first!.shape, first!.dtype);
  });

  kernel(tf.Square, (call) => {
    const x = call.edge("x");
    return call.result(call.graph.node("Mul", [x, x]), call.info("x").shape, call.info("x").dtype);
  });
  kernel(tf.Rsqrt, (call) => {
    const root = call.graph.node("Sqrt", [call.edge("x")]);
    return call.result(call.graph.node("Reciprocal", [root]), call.info("x").shape);
  });
  kernel(tf.LogicalNot, (call) => {
    return call.result(call.graph.node("Not", [call.edge("x")]), call.info("x").shape, "bool");
  });
  kernel(tf.Step, (call) => {
    const zero = call.graph.constant("float32", [], [0]);
    const alpha = call.graph.constant("float32", [], [Number(call.attrs.alpha ?? 0)]);
    const one = call.graph.constant("float32", [], [1]);
    const positive = call.graph.node("Greater", [call.edge("x"), zero]);
    return call.result(call.graph.node("Where", [positive, one, alpha]), call.info("x").shape);
  });
  kernel(tf.ClipByValue, (call) => {
    const low = call.graph.constant("float32", [], [Number(call.attrs.clipValueMin)]);
    const high = call.graph.constant("float32", [], [Number(call.attrs.clipValueMax)]);
    return call.result(call.graph.node("Clip", [call.edge("x"), low, high]), call.info("x").shape);
  });
  kernel(tf.Select, (call) => {
    const { shape, dtype } = call.info("t");
    let condition = call.edge("condition");
    const rank = call.info("condition").shape.length;
    if (rank === 1 && shape.length > 1) {
      // A condition of rank 1 chooses whole rows.
      const rows = [call.info("condition").shape[0]!, ...shape.slice(1).map(() => 1)];
      condition = call.graph.node("Reshape", [condition, call.graph.integers(rows)]);
    }
    return call.result(
      call.graph.node("Where", [condition, call.edge("t"), call.edge("e")]),
      shape,
      dtype,
    );
  });
  kernel(tf.Cast, (call) => {
    const { shape, dtype } = call.info("x");
    const to = call.attrs.dtype as tf.DataType;
    const value = call.uniform("x");
    if (dtype === to) return call.reshaped("x", shape);
    if (value !== undefined && to === "float32") return call.filled(value, shape, to);
    return call.result(cast(call.graph, call.edge("x"), to), shape, to);
  });
  kernel(tf.Identity, (call) => call.reshaped("x", call.info("x").shape));
  kernel(tf.ZerosLike, (call) => call.filled(0, call.info("x").shape, call.info("x").dtype));
  kernel(tf.OnesLike, (call) => call.filled(1, call.info("x").shape, call.info("x").dtype));
  kernel(tf.Fill, (call) => {
    const shape = call.attrs.shape as number[];
    const dtype = (call.attrs.dtype ?? "float32") as tf.DataType;
    return call.filled(Number(call.attrs.value), shape, dtype);
  });
}

function outputShape(call: Call): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape(call.info("a").shape, call.info("b").shape);
}

function binary(call: Call, op: string, dtype: tf.DataType = call.info("a").dtype): tf.TensorInfo {
  const shape = outputShape(call);
  return call.result(call.graph.node(op, [operand(call, "a"), operand(call, "b")]), shape, dtype);

  // A uniform operand is written as a scalar, unless it gives the result its shape.
  function operand(call: Call, name: "a" | "b"): string {
    const value = call.uniform(name);
    const other = call.info(name === "a" ? "b" : "a");
    if (value === undefined || !sameShape(other.shape, shape)) return call.edge(name);
    return call.graph.constant(call.info(name).dtype as "float32", [], [value]);
  }
}

function fits(call: Call, name: "a" | "b"): boolean {
  return sameShape(call.info(name).shape, outputShape(call));
}

function broadcast(call: Call, name: "a" | "b"): tf.TensorInfo {
  const shape = outputShape(call);
  const { shape: from, dtype } = call.info(name);
  if (call.uniform(name) !== undefined || sameShape(from, shape)) {
    const value = call.uniform(name);
    return value === undefined ? call.reshaped(name, shape) : call.filled(value, shape, dtype);
  }
  return call.result(
    call.graph.node("Expand", [call.edge(name), call.graph.integers(shape)]),
    shape,
    dtype,
  );
}

/** Kernels that move, cut and join values. */
import * as tf from "@tensorflow/tfjs-core";
import { kernel } from "./emit.ts";

export function registerShape(): void {
  kernel(tf.Reshape, (call) => {
    const shape = tf.util.inferFromImplicitShape(
      call.attrs.shape as number[],
      tf.util.sizeFromShape(call.info("x").shape),
    );
    return call.reshaped("x", shape);
  });
  kernel(tf.ExpandDims, (call) => {
    const { shape } = call.info("input");
    const dim = Number(call.attrs.dim);
    const at = dim < 0 ? shape.length + 1 + dim : dim;
    return call.reshaped("input", [...shape.slice(0, at), 1, ...shape.slice(at)]);
  });
  kernel(tf.Transpose, (call) => {
    const { shape, dtype } = call.info("x");
    const perm = call.attrs.perm as number[];
    if (perm.every((axis, i) => axis === i)) return call.reshaped("x", shape);
    return call.result(
      call.graph.node("Transpose", [call.edge("x")], { perm }),
      perm.map((axis) => shape[axis]!),
      dtype,
    );
  });
  kernel(tf.Slice, (call) => {
    const x = call.info("x");
    const [begin, size] = tf.slice_util.parseSliceParams(
      { shape: x.shape } as tf.Tensor,
      call.attrs.begin as number[],
      call.attrs.size as number[],
    ) as [number[], number[]];
    const end = begin.map((start, axis) => start + size[axis]!);
    const edge = call.graph.node("Slice", [
      call.edge("x"),
      call.graph.integers(begin),
      call.graph.integers(end),
    ]);
    return call.result(edge, size, x.dtype);
  });
  kernel(tf.StridedSlice, (call) => {
    const x = call.info("x");
    const a = call.attrs as unknown as tf.StridedSliceAttrs;
    const info = tf.slice_util.sliceInfo(
      x.shape,
      a.begin,
      a.end,
      a.strides,
      a.beginMask,
      a.endMask,
      a.ellipsisMask,
      a.newAxisMask,
      a.shrinkAxisMask,
    );
    const edge = call.graph.node("Slice", [
      call.edge("x"),
      call.graph.integers(info.begin),
      call.graph.integers(info.end),
      call.graph.integers(info.begin.map((_, axis) => axis)),
      call.graph.integers(info.strides),
    ]);
    const shape = info.finalShape;
    return call.result(
      call.graph.node("Reshape", [edge, call.graph.integers(shape)]),
      shape,
      x.dtype,
    );
  });
  kernel(tf.Reverse, (call) => {
    const { shape, dtype } = call.info("x");
    const axes = tf.util.parseAxisParam(call.attrs.dims as number[], shape);
    const edge = call.graph.node("Slice", [
      call.edge("x"),
      call.graph.integers(axes.map(() => -1)),
      call.graph.integers(axes.map(() => -(2 ** 31))),
      call.graph.integers(axes),
      call.graph.integers(axes.map(() => -1)),
    ]);
    return call.result(edge, shape, dtype);
  });
  kernel(tf.Concat, (call) => {
    const axis = tf.util.parseAxisParam(Number(call.attrs.axis), call.list[0]!.shape)[0]!;
    const parts = call.list.filter(({ shape }) => shape[axis]! > 0);
    const shape = [...parts[0]!.shape];
    shape[axis] = parts.reduce((total, part) => total + part.shape[axis]!, 0);
    const edge = call.graph.node("Concat", parts.map((part) => call.edge(part)), { axis });
    return call.result(edge, shape, parts[0]!.dtype);
  });
  kernel(tf.Pack, (call) => {
    const { shape, dtype } = call.list[0]!;
    const axis = Number(call.attrs.axis);
    const at = axis < 0 ? shape.length + 1 + axis : axis;
    const packed = [...shape.slice(0, at), call.list.length, ...shape.slice(at)];
    const piece = call.graph.integers([...shape.slice(0, at), 1, ...shape.slice(at)]);
    const parts = call.list.map((part) => call.graph.node("Reshape", [call.edge(part), piece]));
    return call.result(call.graph.node("Concat", parts, { axis: at }), packed, dtype);
  });
  kernel(tf.Unpack, (call) => {
    const { shape, dtype } = call.info("value");
    const axis = tf.util.parseAxisParam(Number(call.attrs.axis), shape)[0]!;
    const count = shape[axis]!;
    const rest = shape.filter((_, i) => i !== axis);
    const sizes = call.graph.integers(Array(count).fill(1));
    const parts = call.graph.nodes("Split", [call.edge("value"), sizes], count, { axis });
    const target = call.graph.integers(rest);
    return parts.map((part) =>
      call.result(call.graph.node("Reshape", [part, target]), rest, dtype)
    );
  });
  kernel(tf.SplitV, (call) => {
    const { shape, dtype } = call.info("x");
    const axis = tf.util.parseAxisParam(Number(call.attrs.axis), shape)[0]!;
    const sizes = tf.backend_util.prepareSplitSize(
      { shape } as tf.Tensor,
      call.attrs.numOrSizeSplits as number[],
      axis,
    );
    const parts = call.graph.nodes(
      "Split",
      [call.edge("x"), call.graph.integers(sizes)],
      sizes.length,
      { axis },
    );
    return parts.map((part, i) => {
      const partShape = shape.map((size, a) => a === axis ? sizes[i]! : size);
      return call.result(part, partShape, dtype);
    });
  });
  kernel(tf.PadV2, (call) => {
    const { shape, dtype } = call.info("x");
    const paddings = call.attrs.paddings as [number, number][];
    const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    const value = call.graph.constant(dtype as "float32", [], [Number(call.attrs.constantValue)]);
    return call.result(
      call.graph.node("Pad", [call.edge("x"), call.graph.integers(pads), value]),
      shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]),
      dtype,
    );
  });
  kernel(tf.Tile, (call) => {
    const { shape, dtype } = call.info("x");
    const reps = call.attrs.reps as number[];
    return call.result(
      call.graph.node("Tile", [call.edge("x"), call.graph.integers(reps)]),
      shape.map((size, axis) => size * reps[axis]!),
      dtype,
    );
  });
}

/** Matrix products. */
import * as tf from "@tensorflow/tfjs-core";
import { kernel } from "./emit.ts";
import { product } from "./product.ts";

export function registerMatMul(): void {
  kernel(tf.BatchMatMul, (call) => {
    const { shape: a } = call.info("a");
    const { shape: b } = call.info("b");
    const transA = Boolean(call.attrs.transposeA);
    const transB = Boolean(call.attrs.transposeB);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
    const rows = a.at(transA ? -1 : -2)!;
    const columns = b.at(transB ? -2 : -1)!;
    const edge = product(call.graph, {
      a: call.edge("a"),
      b: call.edge("b"),
      transA,
      transB,
      rows,
      inner: a.at(transA ? -2 : -1)!,
      columns,
      batch,
    });
    return call.result(edge, [...batch, rows, columns]);
  });
}

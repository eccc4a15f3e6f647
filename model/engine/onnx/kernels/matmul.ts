/** Matrix products. */
import * as tf from "@tensorflow/tfjs-core";
import { kernel } from "./emit.ts";

export function registerMatMul(): void {
  kernel(tf.BatchMatMul, (call) => {
    const { shape: a } = call.info("a");
    const { shape: b } = call.info("b");
    const transA = Boolean(call.attrs.transposeA);
    const transB = Boolean(call.attrs.transposeB);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
    const rows = a.at(transA ? -1 : -2)!;
    const columns = b.at(transB ? -2 : -1)!;
    const inputs = [call.edge("a"), call.edge("b")];
    const edge = transA || transB
      ? call.graph.node(
        "FusedMatMul",
        inputs,
        { transA: transA ? 1 : 0, transB: transB ? 1 : 0 },
        "com.microsoft",
      )
      : call.graph.node("MatMul", inputs);
    return call.result(edge, [...batch, rows, columns]);
  });
}

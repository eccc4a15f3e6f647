/** Kernels that tfjs has not, and the network uses where a backend has them. */
import { kernel } from "./emit.ts";

export function registerFused(): void {
  /** `x · Φ(x)` */
  kernel("Gelu", (call) => {
    const edge = call.graph.node("Gelu", [call.edge("x")], {}, "com.microsoft");
    return call.result(edge, call.info("x").shape);
  });
}

/** Registers every kernel of the tracing backend. */
import { registerConvolution } from "./convolution.ts";
import { registerElementwise } from "./elementwise.ts";
import { registerFused } from "./fused.ts";
import { registerIndexing } from "./indexing.ts";
import { registerMatMul } from "./matmul.ts";
import { registerReduction } from "./reduction.ts";
import { registerShape } from "./shape.ts";

export function registerKernels(): void {
  registerElementwise();
  registerShape();
  registerReduction();
  registerIndexing();
  registerMatMul();
  registerConvolution();
  registerFused();
}

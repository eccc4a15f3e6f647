/** Prints how onnxruntime rounds, computed by this process. */
import { rounding } from "../../../model/engine/onnx/rounding.ts";

console.log(await rounding());

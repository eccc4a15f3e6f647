/**
 * Compiles graphs: for the CPU by onnxruntime's C API where its library is, else by onnxruntime-node.
 *
 * @module
 */
import { compileByBinding } from "./binding.ts";
import { hasNativeLibrary } from "./c_api.ts";
import type { Executable, ExecutableOptions } from "./executable.ts";
import { compileNative } from "./native.ts";

/** Compiles a model. */
export async function compile(
  model: Uint8Array<ArrayBuffer>,
  options: ExecutableOptions,
): Promise<Executable> {
  return options.device === "cpu" && hasNativeLibrary()
    ? compileNative(model, options.threads)
    : await compileByBinding(model, options);
}

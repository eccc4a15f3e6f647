/**
 * Engines: what executes tensor programs.
 *
 * @module
 */
export * from "./engine.ts";
export { ENGINE_DEVICES, whyNot } from "./availability.ts";
export { type Compilation, compilation, compilationSince } from "./compilation.ts";
export { type Choice, chooseEngine, type Wish } from "./choose.ts";
import type { Device, Engine, EngineName, EngineOptions } from "./engine.ts";

/** The engines that work wherever this package does, fastest first. */
export const EMBEDDED_ENGINES: readonly EngineName[] = ["onnx", "js"];

/** All engines; some need what this package does not bring. */
export const ENGINES: readonly EngineName[] = ["onnx", "tensorflow", "webgpu", "js"];

export const DEVICES: readonly Device[] = ["cpu", "webgpu", "cuda"];

/**
 * Opens an engine by name; its libraries are loaded only now.
 *
 * @throws {Error} if they are not there, with the way to install them.
 */
export async function openEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  switch (name) {
    case "onnx":
      return (await import("./onnx/engine.ts")).openOnnx(options);
    case "tensorflow":
      return await (await import("./tensorflow.ts")).openTensorflow();
    case "webgpu":
      return await (await import("./webgpu.ts")).openWebgpu();
    case "js":
      return (await import("./js.ts")).openJs();
  }
}

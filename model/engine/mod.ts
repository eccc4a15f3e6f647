/**
 * Engines: what executes tensor programs.
 *
 * @module
 */
export * from "./engine.ts";
import type { Engine, EngineName, EngineOptions } from "./engine.ts";

/** The engines of this build, fastest first. */
export const ENGINES: readonly EngineName[] = ["onnx", "js"];

/** Opens an engine by name; its libraries are loaded only now. */
export async function openEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  switch (name) {
    case "onnx":
      return (await import("./onnx/engine.ts")).openOnnx(options);
    case "js":
      return (await import("./js.ts")).openJs();
  }
}

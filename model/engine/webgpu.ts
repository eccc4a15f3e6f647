/**
 * The `webgpu` engine: tfjs's WebGPU backend on Deno's own `navigator.gpu`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgpu";
import { adapter, NO_ADAPTER } from "./adapter.ts";
import { eagerEngine } from "./eager.ts";
import type { Engine } from "./engine.ts";

/**
 * Opens the `webgpu` engine.
 *
 * @throws {Error} if the machine has no adapter.
 */
export async function openWebgpu(): Promise<Engine> {
  if (await adapter() === undefined || !await tf.setBackend("webgpu")) {
    throw new Error(`Cannot open the engine webgpu: ${NO_ADAPTER}`);
  }
  return eagerEngine("webgpu", "webgpu", "webgpu");
}

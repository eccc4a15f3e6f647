/**
 * The `tensorflow` engine: libtensorflow by `@tensorflow/tfjs-node-gpu`, or else by
 * `@tensorflow/tfjs-node`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { eagerEngine } from "./eager.ts";
import type { Engine } from "./engine.ts";
import { installCommands, installedPackages, LOADER, type Loader } from "./tensorflow_packages.ts";

/** What of its backend tells the device. */
interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
}

/**
 * Opens the `tensorflow` engine; loading the package registers its backend.
 *
 * @throws {Error} if neither package is there, with the command that installs one; or if one cannot
 * be loaded, with the reason.
 */
export async function openTensorflow(loader: Loader = LOADER): Promise<Engine> {
  const problems: string[] = [];
  for (const name of installedPackages(loader)) {
    try {
      await loader.load(name);
      await tf.setBackend("tensorflow");
      const { isUsingGpuDevice } = tf.backend() as unknown as NodeBackend;
      return eagerEngine("tensorflow", "tensorflow", isUsingGpuDevice ? "cuda" : "cpu");
    } catch (error) {
      problems.push(`${name} does not load (${(error as Error).message.split("\n")[0]})`);
    }
  }
  const why = problems.length > 0 ? problems.join(", ") : "it is not installed";
  throw new Error(`Cannot open the engine tensorflow: ${why}, ${installCommands()}`);
}

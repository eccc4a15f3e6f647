/**
 * The `tensorflow` engine: libtensorflow by `@tensorflow/tfjs-node-gpu`, or else by
 * `@tensorflow/tfjs-node`. This package brings neither, for they install hundreds of megabytes.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { eagerEngine } from "./eager.ts";
import type { Engine } from "./engine.ts";

/** In the order in which they are tried. */
const PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

const VERSION = "4.22.0";

/** What of its backend tells the device. */
interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
}

/** How the packages are found and loaded; both throw if one is not there. */
export interface Loader {
  resolve(name: string): string;
  load(name: string): Promise<unknown>;
}

const LOADER: Loader = {
  resolve: (name) => import.meta.resolve(name),
  load: (name) => import(name),
};

/**
 * Opens the `tensorflow` engine; loading the package registers its backend.
 *
 * @throws {Error} if neither package is there, with the command that installs one; or if one cannot
 * be loaded, with the reason.
 */
export async function openTensorflow(loader: Loader = LOADER): Promise<Engine> {
  const problems: string[] = [];
  for (const name of PACKAGES) {
    if (!isInstalled(name, loader)) continue;
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
  throw new Error(
    `Cannot open the engine tensorflow: ${why}, run ` +
      PACKAGES.map((name) => `"${installCommand(name)}"`).join(" or, without a GPU, "),
  );
}

/** Whether the import map knows a package, as after `deno install`. */
function isInstalled(name: string, { resolve }: Loader): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}

function installCommand(name: string): string {
  return `deno install --allow-scripts=npm:${name}@${VERSION} npm:${name}@${VERSION}`;
}

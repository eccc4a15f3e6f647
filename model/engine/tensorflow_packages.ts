/**
 * The packages that bring libtensorflow, which this one does not: they install hundreds of megabytes.
 *
 * @module
 */

/** How packages are found and loaded; both throw if one is not there. */
export interface Loader {
  resolve(name: string): string;
  load(name: string): Promise<unknown>;
}

export const LOADER: Loader = {
  resolve: (name) => import.meta.resolve(name),
  load: (name) => import(name),
};

const VERSION = "4.22.0";
const GPU = "@tensorflow/tfjs-node-gpu", CPU = "@tensorflow/tfjs-node";

/** The packages the import map knows, as after `deno install`; the GPU's first. */
export function installedPackages({ resolve }: Loader = LOADER): string[] {
  return [GPU, CPU].filter((name) => {
    try {
      return resolve(name);
    } catch {
      return false;
    }
  });
}

/** The way out where none can be used. */
export function installCommands(): string {
  const command = (name: string) =>
    `"deno install --allow-scripts=npm:${name}@${VERSION} npm:${name}@${VERSION}"`;
  return `run ${command(GPU)} or, without a GPU, ${command(CPU)}`;
}

/**
 * Small phantoms written in the layouts of real datasets.
 *
 * @module
 */

import { exportPhantom, type Layout, phantomConfigSchema } from "../../datasets/mod.ts";
import type { PhantomConfig } from "../../datasets/mod.ts";

/** A folder, removed when it goes out of scope. */
export interface ExportedFolder extends AsyncDisposable {
  readonly root: string;
  readonly phantom: PhantomConfig;
}

/** Exports a phantom into a temporary folder. */
export async function exported(
  layout: Layout,
  patients: number,
  size: number,
  site: "a" | "b" = "a",
): Promise<ExportedFolder> {
  const root = await Deno.makeTempDir();
  const phantom = phantomConfigSchema.parse({ kind: "phantom", patients, site });
  await exportPhantom(phantom, layout, { folder: root, size });
  return { root, phantom, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

/** The largest difference between grey levels. */
export function farthest(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, grey, i) => Math.max(most, Math.abs(grey - b[i]!)), 0);
}

/**
 * Writes the phantom in the layouts of real datasets.
 *
 * @module
 */

import type { PhantomConfig } from "../phantom/mod.ts";
import { phantomKind } from "../phantom/mod.ts";
import { SITES } from "../phantom/sites.ts";
import { exportJsonl } from "./jsonl.ts";
import type { Export } from "./layout.ts";
import { exportMimicCxr } from "./mimic_cxr.ts";
import { exportOpeni } from "./openi.ts";
import { exportVqaRad } from "./vqa_rad.ts";

const EXPORTERS = {
  "mimic-cxr": exportMimicCxr,
  "openi": exportOpeni,
  "vqa-rad": exportVqaRad,
  "jsonl": exportJsonl,
} as const;

/** A layout that {@link exportPhantom} can write. */
export type Layout = keyof typeof EXPORTERS;

/** All layouts. */
export const LAYOUTS = Object.keys(EXPORTERS) as readonly Layout[];

/**
 * Writes a phantom dataset as the owners of a real one ship theirs.
 *
 * @returns Number of studies.
 * @throws {Error} naming the folder, if it is not empty.
 */
export async function exportPhantom(
  config: PhantomConfig,
  layout: Layout,
  options: Pick<Export, "folder" | "size" | "onProgress">,
): Promise<number> {
  await Deno.mkdir(options.folder, { recursive: true });
  for await (const { name } of Deno.readDir(options.folder)) {
    throw new Error(
      `Cannot export to ${options.folder}: it holds ${name}, name an empty or a new folder`,
    );
  }
  const dataset = await phantomKind.open(config);
  const { projection } = SITES[config.site].equipment;
  await EXPORTERS[layout]({ dataset, projection, ...options });
  return dataset.examples.length;
}

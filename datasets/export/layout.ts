/**
 * What every layout of an export is given.
 *
 * @module
 */

import type { Dataset, Example } from "../dataset.ts";

/** A dataset and where to write it. */
export interface Export {
  readonly dataset: Dataset;
  /** How the images were taken. */
  readonly projection: "pa" | "ap";
  readonly folder: string;
  /** Side of the images in pixels. */
  readonly size: number;
  /** Called after every study. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Writes a dataset in one layout; images of JPEG lose a grey level or two, all else is kept. */
export type Exporter = (options: Export) => Promise<void>;

/** Every study with its image, one after the other. */
export async function eachStudy(
  { dataset, size, onProgress }: Export,
  write: (example: Example, pixels: Uint8Array, index: number) => Promise<void>,
): Promise<void> {
  const { examples } = dataset;
  for (const [i, example] of examples.entries()) {
    await write(example, await dataset.image(i, size), i);
    onProgress?.(i + 1, examples.length);
  }
}

/**
 * Studies whose images lie in files below a root.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Dataset, Example, OnDamage } from "../dataset.ts";
import { readGreyImage } from "../image.ts";
import { digestImages } from "./image_files.ts";

/** What a loader made of its tables. */
export interface FileStudies {
  readonly labelNames: readonly string[];
  readonly examples: readonly Example[];
  /** Path of each example's image below the root. */
  readonly images: readonly string[];
}

interface Folder {
  readonly root: string;
  readonly damaged: OnDamage;
  readonly dicom?: boolean;
}

/** The dataset of these studies. */
export function fileDataset({ root, damaged, dicom }: Folder, studies: FileStudies): Dataset {
  const { labelNames, examples, images } = studies;
  return {
    labelNames,
    examples,
    damaged,
    fingerprint: () => fingerprintFiles({ root, damaged }, studies),
    image: (index, size) => readGreyImage(join(root, images[index]!), size, { dicom }),
  };
}

/**
 * Digest of what was loaded: label names, examples, and the images' paths, sizes and last 4 KiB.
 *
 * @throws {Error} naming an image that is not there, unless bad images are skipped.
 */
export async function fingerprintFiles(
  { root, damaged }: Folder,
  { labelNames, examples, images }: FileStudies,
): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(labelNames) + "\n");
  for (const example of examples) hash.update(JSON.stringify(example) + "\n");
  return hash.update(await digestImages(root, images, damaged)).digest("hex");
}

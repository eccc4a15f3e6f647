/**
 * The pictures of a report: leaks side by side, then examples of each label.
 *
 * @module
 */

import { contactSheet, exemplars } from "../contact_sheet.ts";
import type { Dataset } from "../dataset.ts";
import { imageOf } from "./scan.ts";

/** A contact sheet and what it shows. */
export interface Sheet {
  /** A PNG file's bytes. */
  readonly png: Uint8Array;
  readonly studies: number;
}

const SIDE = 128;
const COLUMNS = 6;
const MOST_LEAKS = 12;

/** Makes the sheet; undefined, if no image can be read. */
export async function findingsSheet(
  dataset: Dataset,
  leaks: readonly (readonly number[])[],
  broken: ReadonlySet<number>,
): Promise<Sheet | undefined> {
  const { examples } = dataset;
  const leaking = leaks.slice(0, MOST_LEAKS).flatMap((group) => group.slice(0, 2));
  const labelled = exemplars(dataset, 2);
  // Without labels every so many studies.
  const step = Math.ceil(examples.length / (2 * COLUMNS));
  const plain = examples.flatMap(({ split }, index) =>
    index % step ? [] : [{ index, label: split }]
  );
  const shown = [
    ...leaking.map((index) => ({ index, label: `leak, ${examples[index]!.split}` })),
    ...labelled.length > 0 ? labelled : plain,
  ].filter(({ index }) => !broken.has(index));
  if (shown.length === 0) return undefined;
  const tiles = [];
  for (const { index, label } of shown) {
    const caption = `${label}: ${examples[index]!.id}`;
    tiles.push({ pixels: await imageOf(dataset, index, SIDE), caption });
  }
  return { png: await contactSheet(tiles, SIDE, COLUMNS), studies: tiles.length };
}

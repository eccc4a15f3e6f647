/**
 * Which image of a report is the frontal one; the reports of Open-I do not say.
 *
 * @module
 */

import { checkColumns } from "../files/columns.ts";
import { parseTable } from "../table/rows.ts";

/** The view of each image that a table names, by {@link imageKey}. */
export type Views = ReadonlyMap<string, "frontal" | "lateral">;

/**
 * One spelling of an image's name: `CXR1_1_IM-0001-3001`, its file `CXR1_1_IM-0001-3001.png` and the
 * `1_IM-0001-3001.dcm.png` of `indiana_projections.csv` are one image.
 */
export function imageKey(name: string): string {
  return name.replace(/(?:\.dcm)?\.(?:png|jpe?g)$/i, "").replace(/^CXR(\d+)_(?=\1_)/, "")
    .replace(/^CXR/, "");
}

/**
 * Reads a table of views.
 *
 * @throws {Error} naming file and row, for a missing column, another view or a second row of an image.
 */
export function parseViews(name: string, text: string): Views {
  const { columns, rows } = parseTable(name, text);
  checkColumns(name, ["filename", "projection"], columns);
  const views = new Map<string, "frontal" | "lateral">();
  for (const { place, cells } of rows) {
    const key = imageKey(cells.filename ?? "");
    const view = cells.projection?.trim().toLowerCase();
    if (view !== "frontal" && view !== "lateral") {
      throw new Error(
        `Cannot read the view of row ${place}: "${cells.projection}", expected Frontal or Lateral`,
      );
    }
    if (views.has(key)) {
      throw new Error(`Cannot read row ${place}: ${cells.filename} has a row already, remove one`);
    }
    views.set(key, view);
  }
  return views;
}

/**
 * How alike a square image and its mirror image are: the correlation of their pixels. A chest seen
 * from the front is nearly symmetric, one seen from the side is not.
 *
 * @param pixels `[size, size]`.
 * @returns -1 to 1; 0 for a blank image.
 */
export function symmetry(pixels: Uint8Array, size: number): number {
  const mean = pixels.reduce((sum, grey) => sum + grey, 0) / pixels.length;
  let [covariance, variance] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const mirrored = i - (i % size) + (size - 1 - (i % size));
    covariance += (pixels[i]! - mean) * (pixels[mirrored]! - mean);
    variance += (pixels[i]! - mean) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}

/**
 * Many radiographs on one picture, each with a caption.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Dataset } from "./dataset.ts";

/** One tile of a sheet. */
export interface Tile {
  /** Grey pixels `[size, size]`. */
  readonly pixels: Uint8Array;
  readonly caption: string;
}

/** Height of a caption in pixels. */
const CAPTION = 16;

/**
 * Lays tiles out in rows, captions below.
 *
 * @param tiles The pictures, all `size` × `size`.
 * @param size Side of a tile in pixels.
 * @param columns Tiles per row.
 * @returns A PNG file's bytes.
 */
export async function contactSheet(
  tiles: readonly Tile[],
  size: number,
  columns: number,
): Promise<Uint8Array> {
  const width = columns * size;
  const height = Math.ceil(tiles.length / columns) * (size + CAPTION);
  const at = (i: number) => ({
    left: (i % columns) * size,
    top: Math.floor(i / columns) * (size + CAPTION),
  });
  const captions = tiles.map(({ caption }, i) => {
    const { left, top } = at(i);
    const y = top + size + CAPTION - 4;
    return `<text x="${left + 3}" y="${y}">${escapeXml(caption)}</text>`;
  });
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<g font-family="sans-serif" font-size="11" fill="#fff">${captions.join("")}</g></svg>`;
  const pictures = tiles.map(({ pixels }, i) => ({
    input: Buffer.from(pixels),
    raw: { width: size, height: size, channels: 1 as const },
    ...at(i),
  }));
  // Loaded here: it is native code, which a process that only plans may not load.
  const { default: sharp } = await import("sharp");
  return new Uint8Array(
    await sharp({ create: { width, height, channels: 3, background: "#222" } })
      .composite([...pictures, { input: Buffer.from(overlay), left: 0, top: 0 }])
      .png()
      .toBuffer(),
  );
}

/**
 * Picks studies for a sheet that teaches what each label looks like: for every label, those of its
 * studies with the fewest other labels, in the dataset's order.
 *
 * @param dataset The dataset.
 * @param perLabel How many studies of each label; a study stands on the sheet once.
 * @returns Indices of examples and the label each was picked for, label by label.
 */
export function exemplars(
  dataset: Dataset,
  perLabel: number,
): { readonly index: number; readonly label: string }[] {
  const taken = new Set<number>();
  return dataset.labelNames.flatMap((label, column) => {
    const positives = dataset.examples
      .map(({ labels }, index) => ({ index, labels }))
      .filter(({ index, labels }) => labels[column] === 1 && !taken.has(index))
      .map(({ index, labels }) => ({
        index,
        label,
        others: labels.filter((value) => value === 1).length,
      }))
      .sort((a, b) => a.others - b.others || a.index - b.index)
      .slice(0, perLabel);
    for (const { index } of positives) taken.add(index);
    return positives.map(({ index }) => ({ index, label }));
  });
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

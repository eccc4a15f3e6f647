/**
 * A few predictions of an evaluation with their radiographs and attention maps: `exhibits.json`.
 *
 * @module
 */
import { FINDINGS } from "../../datasets/dataset.ts";
import { resize } from "../../datasets/resample.ts";
import { gridTokens } from "../../model/config.ts";
import type { ExhibitedReport, Exhibits } from "../../results/exhibits.ts";
import type { Studies } from "../../tasks/studies.ts";
import type { Exhibit } from "../../tasks/task.ts";

/** Red and green and blue of attention, which its opacity tells. */
const COLOUR = [255, 80, 0];
/** Opacity of the largest value, of 255: the film shows through. */
const OPAQUE = 190;
/** Pixels per image token; whoever shows a map enlarges it further. */
const SCALE = 8;

/** Draws what is to be looked at. */
export async function exhibitsOf(
  exhibits: readonly Exhibit[],
  studies: Studies,
): Promise<Exhibits> {
  const grid = Math.sqrt(gridTokens(studies));
  const examples: ExhibitedReport[] = [];
  for (const { study, prediction, maps } of exhibits) {
    const { generated, reference, labels } = prediction as unknown as ExhibitedReport;
    const image = await png(studies.pixels(study), studies.imageSize, 1);
    const drawn = [];
    for (const map of maps) {
      drawn.push({ ...map, overlay: await png(overlay(map.attention, grid), grid * SCALE, 4) });
    }
    examples.push({ id: prediction.id, image, generated, reference, labels, maps: drawn });
  }
  return { labelNames: FINDINGS, grid, examples };
}

/**
 * Attention as opacity, from the smallest to the largest value, enlarged bilinearly.
 *
 * @param attention `[grid, grid]`
 * @returns RGBA `[grid * 8, grid * 8, 4]`
 */
export function overlay(attention: readonly number[], grid: number): Uint8Array {
  const low = Math.min(...attention);
  const range = Math.max(...attention) - low;
  const levels = Uint8Array.from(
    attention,
    (value) => range === 0 ? 0 : Math.round(OPAQUE * (value - low) / range),
  );
  const raster = { width: grid, height: grid, channels: 1 as const, data: levels };
  const opacity = resize(raster, grid * SCALE, grid * SCALE).data;
  return Uint8Array.from({ length: 4 * opacity.length }, (_, i) => {
    return i % 4 === 3 ? opacity[(i - 3) / 4]! : COLOUR[i % 4]!;
  });
}

/** A square picture as the `data:` URI of a PNG. */
async function png(pixels: Uint8Array, size: number, channels: 1 | 4): Promise<string> {
  // Loaded here: it is native code, which a process that only plans may not load.
  const { default: sharp } = await import("sharp");
  const image = sharp(pixels, { raw: { width: size, height: size, channels } });
  const grey = channels === 1 ? image.toColourspace("b-w") : image;
  return `data:image/png;base64,${(await grey.png({ compressionLevel: 9 }).toBuffer()).toBase64()}`;
}

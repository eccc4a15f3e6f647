/**
 * From stored pixel values to grey levels: rescale, window, inversion.
 *
 * Source: DICOM PS3.3, C.11.1 (modality LUT) and C.11.2.1.2.1 (linear window).
 *
 * @module
 */

/** What decides the grey level of a stored value. */
export interface GreyScale {
  readonly slope: number;
  readonly intercept: number;
  /** Of rescaled values; without one the values that occur fill the whole range. */
  readonly window?: { readonly center: number; readonly width: number };
  /** Stored value of what lies beside the image: it does not count and is black. */
  readonly padding?: number;
  /** Whether low values are bright (MONOCHROME1). */
  readonly inverted: boolean;
}

/**
 * Grey levels of stored values, 0 black:
 * `255 · clamp((x - (center - 0.5)) / (width - 1) + 0.5)` of a rescaled value x, rounded.
 */
export function greyOf(values: Int32Array, scale: GreyScale): Uint8Array {
  const { slope, intercept, padding, inverted } = scale;
  const [low, high] = rangeOf(values, padding);
  const { center, width } = scale.window ?? wholeRange(slope * low, slope * high, intercept);
  const levels = Uint8Array.from({ length: Math.max(high - low + 1, 0) }, (_, i) => {
    const place = (slope * (low + i) + intercept - (center - 0.5)) / (width - 1) + 0.5;
    const bright = Math.round(255 * Math.min(Math.max(place, 0), 1));
    return inverted ? 255 - bright : bright;
  });
  return Uint8Array.from(values, (value) => value === padding ? 0 : levels[value - low]!);
}

/** The lowest and the highest value that is no padding. */
function rangeOf(values: Int32Array, padding: number | undefined): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === padding) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The window between two values, either way round. */
function wholeRange(a: number, b: number, intercept: number): { center: number; width: number } {
  return { center: intercept + (a + b + 1) / 2, width: Math.abs(a - b) + 1 };
}

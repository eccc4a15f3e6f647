/**
 * How a bone breaks.
 *
 * @module
 */

import { blob } from "./blob.ts";
import type { Layer } from "./canvas.ts";
import type { StrokePoint } from "./stroke.ts";

/**
 * Cuts a bone at part `where` of its length: a gap, the outer part displaced by `step` (down, and
 * away from the other), and bright callus on both ends.
 *
 * @param callus Receives the callus.
 * @returns The two parts.
 */
export function breakBone(
  callus: Layer,
  points: readonly StrokePoint[],
  where: number,
  step: number,
  sign: number,
): [inner: StrokePoint[], outer: StrokePoint[]] {
  const cut = Math.round(where * (points.length - 1));
  const outer = points.slice(cut + 1).map(([x, y, r], i, all) => {
    const fade = 1 - 0.7 * (i / Math.max(1, all.length - 1));
    return [x + sign * 0.004, y + step * fade, r] as StrokePoint;
  });
  const inner = points.slice(0, cut).map(([x, y, r], i, all) =>
    [x, y - 0.4 * step * (i / all.length) ** 2, r] as StrokePoint
  );
  for (const [x, y] of [inner.at(-1)!, outer[0]!]) {
    blob(callus, { x, y, rx: 0.021, ry: 0.017, softness: 0.5 }, 1);
  }
  return [inner, outer];
}

/**
 * Soft strokes: polylines and curves of varying width.
 *
 * @module
 */

import type { Layer } from "./canvas.ts";

/** A point of a stroke: position and half-width, all in unit coordinates. */
export type StrokePoint = readonly [x: number, y: number, radius: number];

/** How density falls from a stroke's middle (0) to its edge (1). */
export type Profile = "solid" | "round" | "bone" | "tube";

/** Density at distance `q` (1 = edge) of a stroke. */
function profileAt(profile: Profile, q: number): number {
  if (profile === "round") return Math.sqrt(Math.max(0, 1 - q * q));
  if (profile === "bone") return 0.72 + 0.28 * q * q;
  if (profile === "tube") return 0.55 + 0.45 * q * q * q;
  return 1;
}

/**
 * Draws a polyline of varying half-width; overlapping segments keep the larger density, so a stroke
 * has no knots. Strokes thinner than a pixel are drawn one pixel wide and fainter.
 *
 * @param target The layer to draw on.
 * @param points At least two points.
 * @param amount The density in the middle of a "solid" stroke.
 * @param profile The cross-section.
 * @param softness Width of the edge's fall-off in unit coordinates; at least one pixel is used.
 */
export function stroke(
  target: Layer,
  points: readonly StrokePoint[],
  amount: number,
  profile: Profile = "solid",
  softness = 0,
): void {
  for (let i = 1; i < points.length; i++) {
    segment(target, points[i - 1]!, points[i]!, amount, profile, softness);
  }
}

function segment(
  { size, data }: Layer,
  [ax, ay, ar]: StrokePoint,
  [bx, by, br]: StrokePoint,
  amount: number,
  profile: Profile,
  softness: number,
): void {
  const pixel = 1 / size;
  const edge = Math.max(softness, pixel) / 2;
  const reach = Math.max(ar, br, pixel / 2) + edge;
  const left = Math.max(0, Math.floor((Math.min(ax, bx) - reach) * size));
  const right = Math.min(size - 1, Math.ceil((Math.max(ax, bx) + reach) * size));
  const top = Math.max(0, Math.floor((Math.min(ay, by) - reach) * size));
  const bottom = Math.min(size - 1, Math.ceil((Math.max(ay, by) + reach) * size));
  const dx = bx - ax;
  const dy = by - ay;
  const scale = 1 / Math.max(dx * dx + dy * dy, 1e-12);
  for (let row = top; row <= bottom; row++) {
    const py = (row + 0.5) * pixel - ay;
    for (let column = left; column <= right; column++) {
      const px = (column + 0.5) * pixel - ax;
      let t = (px * dx + py * dy) * scale;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const ex = px - t * dx;
      const ey = py - t * dy;
      const distance = Math.sqrt(ex * ex + ey * ey);
      const wanted = ar + t * (br - ar);
      const radius = wanted > pixel / 2 ? wanted : pixel / 2;
      if (distance >= radius + edge) continue;
      const q = distance < radius ? distance / radius : 1;
      const inside = distance <= radius - edge ? 1 : (radius + edge - distance) / (2 * edge);
      const body = profile === "round" ? profileAt(profile, q * 0.95) : profileAt(profile, q);
      const value = amount * body * inside * (wanted / radius);
      const at = row * size + column;
      if (value > data[at]!) data[at] = value;
    }
  }
}

/** A polyline of `steps` + 1 points along a cubic Bézier curve; half-width linear along it. */
export function bezier(
  p0: readonly [number, number],
  p1: readonly [number, number],
  p2: readonly [number, number],
  p3: readonly [number, number],
  radius: readonly [number, number],
  steps: number,
): StrokePoint[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    return [
      a * p0[0] + b * p1[0] + c * p2[0] + d * p3[0],
      a * p0[1] + b * p1[1] + c * p2[1] + d * p3[1],
      radius[0] + t * (radius[1] - radius[0]),
    ] as const;
  });
}

/**
 * A small rasteriser: soft strokes and soft blobs on square float layers in unit coordinates
 * (x to the right, y down, both 0 to 1), so a drawing is the same at every size.
 *
 * @module
 */

/** A square layer of non-negative densities, row-major `[size, size]`. */
export interface Layer {
  readonly size: number;
  readonly data: Float32Array;
}

/** A point of a stroke: position and half-width, all in unit coordinates. */
export type StrokePoint = readonly [x: number, y: number, radius: number];

/** How density falls from a stroke's middle (0) to its edge (1). */
export type Profile = "solid" | "round" | "bone" | "tube";

/** An empty layer. */
export function layer(size: number): Layer {
  return { size, data: new Float32Array(size * size) };
}

/** 0 below `low`, 1 above `high`, `3t² - 2t³` between. */
export function smoothstep(low: number, high: number, x: number): number {
  const t = x <= low ? 0 : x >= high ? 1 : (x - low) / (high - low);
  return t * t * (3 - 2 * t);
}

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

/** A soft ellipse with a wavy rim. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
  /** Clockwise turn in radians. */
  readonly angle?: number;
  /** Part of the radius over which the rim fades (0 sharp, 1 from the centre on). */
  readonly softness: number;
  /** Amplitudes and phases of the rim's 2nd, 3rd and 5th harmonics. */
  readonly waves?: readonly (readonly [amplitude: number, phase: number])[];
}

const HARMONICS = [2, 3, 5] as const;

/**
 * Draws a blob by "screening": density `d` becomes `1 - (1 - d)(1 - amount · mask)`, so blobs that
 * overlap never exceed full density.
 */
export function blob({ size, data }: Layer, shape: Blob, amount: number): void {
  const waves = shape.waves ?? [];
  const grow = 1 + waves.reduce((sum, [amplitude]) => sum + Math.abs(amplitude), 0);
  const reach = Math.max(shape.rx, shape.ry) * grow + 1 / size;
  const cos = Math.cos(shape.angle ?? 0);
  const sin = Math.sin(shape.angle ?? 0);
  const inner = Math.min(1 - shape.softness, 1 - 1 / (size * Math.min(shape.rx, shape.ry)));
  const left = Math.max(0, Math.floor((shape.x - reach) * size));
  const right = Math.min(size - 1, Math.ceil((shape.x + reach) * size));
  const top = Math.max(0, Math.floor((shape.y - reach) * size));
  const bottom = Math.min(size - 1, Math.ceil((shape.y + reach) * size));
  for (let row = top; row <= bottom; row++) {
    const py = (row + 0.5) / size - shape.y;
    for (let column = left; column <= right; column++) {
      const px = (column + 0.5) / size - shape.x;
      const ux = (px * cos + py * sin) / shape.rx;
      const uy = (py * cos - px * sin) / shape.ry;
      let radius = Math.sqrt(ux * ux + uy * uy);
      if (radius >= grow) continue;
      if (waves.length > 0) {
        const theta = Math.atan2(uy, ux);
        let rim = 1;
        for (let k = 0; k < waves.length; k++) {
          rim += waves[k]![0] * Math.cos(HARMONICS[k]! * theta + waves[k]![1]);
        }
        radius /= rim;
      }
      if (radius >= 1) continue;
      const mask = amount * (1 - smoothstep(inner, 1, radius));
      const at = row * size + column;
      data[at] = 1 - (1 - data[at]!) * (1 - mask);
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

/**
 * Soft ellipses with wavy rims.
 *
 * @module
 */

import { type Layer, smoothstep } from "./canvas.ts";

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

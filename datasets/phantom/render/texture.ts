/**
 * Value noise: the fine unevenness of lung tissue.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";

/** Cells per side of the two octaves, and their weights. */
const OCTAVES = [[11, 0.6], [37, 0.6]] as const;

/** Smooth noise around 0 in about [-1, 1], `[size, size]`. */
export function texture(size: number, draw: Stream): Float32Array {
  const noise = new Float32Array(size * size);
  for (const [cells, weight] of OCTAVES) {
    const grid = Float32Array.from({ length: (cells + 1) ** 2 }, () => 2 * draw.uniform() - 1);
    const steps = Array.from({ length: size }, (_, i) => {
      const place = ((i + 0.5) / size) * cells;
      const cell = Math.floor(place);
      const t = place - cell;
      return [cell, t * t * (3 - 2 * t)] as const;
    });
    for (let row = 0; row < size; row++) {
      const [top, ty] = steps[row]!;
      for (let column = 0; column < size; column++) {
        const [left, tx] = steps[column]!;
        const at = top * (cells + 1) + left;
        const upper = grid[at]! + tx * (grid[at + 1]! - grid[at]!);
        const lower = grid[at + cells + 1]! + tx * (grid[at + cells + 2]! - grid[at + cells + 1]!);
        noise[row * size + column]! += weight * (upper + ty * (lower - upper));
      }
    }
  }
  return noise;
}

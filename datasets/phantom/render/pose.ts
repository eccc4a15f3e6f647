/**
 * How the patient stands before the film: turned, shifted, nearer or farther.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { type Layer, layer } from "./canvas.ts";

/** Where a film's point lies in the drawing: a turn and a scale around the middle, and a shift. */
export interface Pose {
  /** Clockwise turn in radians. */
  readonly turn: number;
  /** Larger than 1 brings the patient nearer. */
  readonly zoom: number;
  readonly dx: number;
  readonly dy: number;
}

/** Draws a pose; `freedom` 1 turns by up to 0.1 radians and shifts by up to 0.035. */
export function samplePose(freedom: number, draw: Stream): Pose {
  const within = (limit: number) => limit * freedom * (2 * draw.uniform() - 1);
  return {
    turn: within(0.1),
    zoom: 1.02 + within(0.07),
    dx: within(0.035),
    dy: within(0.035),
  };
}

/** The drawing seen in a pose, bilinear; beyond its edge the edge goes on. */
export function place({ size, data }: Layer, pose: Pose): Layer {
  const out = layer(size);
  const cos = Math.cos(pose.turn) / pose.zoom;
  const sin = Math.sin(pose.turn) / pose.zoom;
  const last = size - 1.001;
  const half = size / 2;
  for (let row = 0; row < size; row++) {
    const v = row + 0.5 - half;
    for (let column = 0; column < size; column++) {
      const u = column + 0.5 - half;
      const x = u * cos + v * sin + half - 0.5 - pose.dx * size;
      const y = v * cos - u * sin + half - 0.5 - pose.dy * size;
      const cx = x < 0 ? 0 : x > last ? last : x;
      const cy = y < 0 ? 0 : y > last ? last : y;
      const left = cx | 0;
      const top = cy | 0;
      const tx = cx - left;
      const at = top * size + left;
      const upper = data[at]! + tx * (data[at + 1]! - data[at]!);
      const lower = data[at + size]! + tx * (data[at + size + 1]! - data[at + size]!);
      out.data[row * size + column] = upper + (cy - top) * (lower - upper);
    }
  }
  return out;
}

/**
 * Airways and lung vessels: trachea, hila and the branching markings of the lungs.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { blob } from "./blob.ts";
import { type Layer, layer } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";
import { bezier, stroke, type StrokePoint } from "./stroke.ts";

/** Density of the lungs' vessels `[size, size]`, before it is confined to aerated lung. */
export function drawVessels(
  contours: Contours,
  congestion: number,
  size: number,
  draw: Stream,
): Layer {
  const vessels = layer(size);
  for (const lung of [contours.right, contours.left]) {
    const hilum = hilumOf(contours, lung);
    const swell = 1 + 0.5 * congestion;
    for (let i = 0; i < 3; i++) {
      blob(vessels, {
        x: hilum[0] + lung.sign * (0.004 + 0.02 * draw.uniform()),
        y: hilum[1] + (i - 1) * 0.035 + 0.01 * draw.uniform(),
        rx: 0.026 * swell,
        ry: 0.034 * swell,
        softness: 0.8,
      }, 0.5);
    }
    for (let i = 0; i < 8; i++) {
      const angle = -1.3 + (2.8 * (i + 0.8 * draw.uniform())) / 8;
      const reach = 0.15 + 0.1 * draw.uniform() + 0.06 * Math.max(0, Math.sin(angle));
      const girth = (0.0062 + 0.003 * draw.uniform()) * swell *
        (angle < -0.4 ? 0.75 + congestion * 0.4 : 1);
      const from = [
        hilum[0] + lung.sign * 0.02 * Math.cos(angle),
        hilum[1] + 0.035 * Math.sin(angle),
      ] as const;
      branch(vessels, from, angle, reach, girth, lung.sign, 2, draw);
    }
  }
  return vessels;
}

/** Where a lung's vessels leave the mediastinum. */
export function hilumOf(contours: Contours, lung: Lung): readonly [x: number, y: number] {
  const y = contours.top + 0.33 - (lung.side === "left" ? 0.02 : 0);
  return [contours.midline(y) + lung.sign * (0.07 + (lung.side === "left" ? 0.01 : 0)), y];
}

function branch(
  target: Layer,
  [x, y]: readonly [number, number],
  angle: number,
  length: number,
  girth: number,
  sign: number,
  depth: number,
  draw: Stream,
): void {
  const points: StrokePoint[] = [[x, y, girth]];
  let direction = angle;
  let [px, py] = [x, y];
  const steps = depth === 0 ? 3 : 4;
  for (let i = 1; i <= steps; i++) {
    direction += (draw.uniform() - 0.5) * 0.5;
    px += (sign * Math.cos(direction) * length) / steps;
    py += (Math.sin(direction) * length) / steps;
    points.push([px, py, girth * (1 - 0.8 * (i / steps))]);
    if (depth > 0 && i < steps) {
      const turn = (draw.uniform() < 0.5 ? -1 : 1) * (0.45 + 0.35 * draw.uniform());
      branch(target, [px, py], direction + turn, length * 0.48, girth * 0.5, sign, depth - 1, draw);
    }
  }
  stroke(target, points, depth === 2 ? 0.9 : 0.75, "round", 0.005);
}

/** Relative loss of density by the air in trachea and main bronchi `[size, size]`. */
export function drawAirway(contours: Contours, size: number): Layer {
  const airway = layer(size);
  const carina = contours.top + 0.235;
  const x = (u: number, y: number) => contours.midline(y) + u;
  const trachea: StrokePoint[] = [];
  for (let i = 0; i <= 4; i++) {
    const y = ((carina + 0.01) * i) / 4;
    trachea.push([x(-0.004, y), y, 0.02]);
  }
  stroke(airway, trachea, 1, "round", 0.012);
  for (const [sign, drop] of [[-1, 0.075], [1, 0.06]] as const) {
    const main = bezier(
      [x(0, carina), carina],
      [x(sign * 0.02, carina + 0.02), carina + 0.02],
      [x(sign * 0.045, carina + drop * 0.7), carina + drop * 0.7],
      [x(sign * 0.07, carina + drop), carina + drop],
      [0.014, 0.011],
      5,
    );
    stroke(airway, main, 0.8, "round", 0.01);
  }
  return airway;
}

/**
 * Findings that replace the air of a part of the lung.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { type Finding, strength } from "../findings.ts";
import { blob } from "./blob.ts";
import { type Layer, layer } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";
import { placeIn, wave } from "./places.ts";
import { stroke } from "./stroke.ts";
import { hilumOf } from "./vessels.ts";

/** One dense area that fills most of a zone, with air in its bronchi. */
export function consolidation(
  contours: Contours,
  lung: Lung,
  finding: Finding,
  fill: Layer,
  draw: Stream,
): void {
  const power = strength(finding);
  const [x, y] = placeIn(contours, lung, finding.zone, 0.52, 0.5);
  const rx = contours.width * (0.27 + 0.17 * power);
  const ry = 0.085 + 0.055 * power;
  blob(fill, { x, y, rx: rx * 1.2, ry: ry * 1.2, softness: 0.75, waves: wave(draw, 0.2) }, 0.4);
  blob(fill, { x, y, rx, ry, softness: 0.35, waves: wave(draw, 0.25) }, 0.74 + 0.12 * power);
  const [hx, hy] = hilumOf(contours, lung);
  const bronchi = layer(fill.size);
  for (let i = 0; i < 4; i++) {
    const turn = (i - 1.5) * 0.5 + 0.2 * draw.uniform();
    const ex = x + lung.sign * rx * 0.75 * Math.cos(turn);
    const ey = y + ry * 0.8 * Math.sin(turn);
    stroke(
      bronchi,
      [[hx + (x - hx) * 0.35, hy + (y - hy) * 0.35, 0.0055], [ex, ey, 0.0028]],
      0.42,
      "round",
    );
  }
  for (let i = 0; i < fill.data.length; i++) {
    if (bronchi.data[i]! > 0) fill.data[i]! *= 1 - bronchi.data[i]!;
  }
}

/** Many small ill-defined patches scattered over a zone. */
export function pneumonia(
  contours: Contours,
  lung: Lung,
  finding: Finding,
  fill: Layer,
  draw: Stream,
): void {
  const power = strength(finding);
  const patches = 11 + Math.round(9 * power);
  for (let i = 0; i < patches; i++) {
    const across = 0.12 + 0.78 * draw.uniform();
    const down = -0.15 + 1.2 * draw.uniform();
    const [x, y] = placeIn(contours, lung, finding.zone, across, down);
    const radius = 0.022 + 0.02 * draw.uniform() + 0.008 * power;
    blob(fill, {
      x,
      y,
      rx: radius * (0.9 + 0.5 * draw.uniform()),
      ry: radius,
      angle: 3.14 * draw.uniform(),
      softness: 0.85,
      waves: wave(draw, 0.5),
    }, 0.42 + 0.3 * power);
  }
}

/** Haze around both hila, and short septal lines at the bases. */
export function edema(
  contours: Contours,
  lung: Lung,
  finding: Finding,
  fill: Layer,
  dense: Layer,
  draw: Stream,
): void {
  const power = strength(finding);
  const [hx, hy] = hilumOf(contours, lung);
  for (let i = 0; i < 9; i++) {
    const turn = -1.1 + (2.3 * (i + 0.5 * draw.uniform())) / 9;
    const far = 0.05 + 0.1 * draw.uniform() + 0.03 * power;
    blob(fill, {
      x: hx + lung.sign * far * Math.cos(turn),
      y: hy + 0.03 + far * 1.35 * Math.sin(turn),
      rx: 0.075 + 0.03 * power,
      ry: 0.085 + 0.03 * power,
      softness: 0.95,
      waves: wave(draw, 0.3),
    }, 0.16 + 0.2 * power);
  }
  for (let i = 0; i < 7; i++) {
    const y = lung.diaphragm(contours.width * 0.85) - 0.035 - 0.024 * i;
    const edge = contours.midline(y) + lung.sign * (lung.lateral(y) - 0.006);
    const inner = edge - lung.sign * (0.03 + 0.02 * draw.uniform());
    stroke(dense, [[edge, y, 0.0028], [inner, y + 0.006 * draw.uniform(), 0.0022]], 0.45, "solid");
  }
}

/**
 * Findings inside the lungs: how much of the air is replaced, 0 to 1.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { type Finding, type Side, sidesOf, strength, type Zone } from "../findings.ts";
import { blob, type Layer, layer, stroke } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";
import { hilumOf } from "./vessels.ts";

/** The maps of the lung findings. */
export interface Opacities {
  /** Part of the air that is replaced by fluid or tissue. */
  readonly fill: Layer;
  /** Dense lines and nodules that add attenuation wherever lung is. */
  readonly dense: Layer;
}

/** Draws every parenchymal finding. */
export function drawOpacities(
  contours: Contours,
  findings: readonly Finding[],
  size: number,
  streamOf: (purpose: string) => Stream,
): Opacities {
  const fill = layer(size);
  const dense = layer(size);
  for (const finding of findings) {
    const draw = streamOf(finding.kind);
    for (const side of sidesOf(finding)) {
      const lung = side === "right" ? contours.right : contours.left;
      if (finding.kind === "consolidation") consolidation(contours, lung, finding, fill, draw);
      if (finding.kind === "pneumonia") pneumonia(contours, lung, finding, fill, draw);
      if (finding.kind === "edema") edema(contours, lung, finding, fill, dense, draw);
      if (finding.kind === "atelectasis") atelectasis(contours, lung, finding, dense, fill, draw);
      if (finding.kind === "nodule") nodules(contours, lung, finding, dense, draw);
    }
  }
  return { fill, dense };
}

/** A place in a zone of a lung: part `across` of the way from mediastinum to chest wall. */
export function placeIn(
  contours: Contours,
  lung: Lung,
  zone: Zone,
  across: number,
  down: number,
): readonly [x: number, y: number] {
  const dome = lung.diaphragm(contours.width * 0.5);
  const span = (dome - contours.top - 0.05) / 3;
  const order = { upper: 0, middle: 1, lower: 2 }[zone];
  const y = contours.top + 0.05 + span * (order + down);
  const medial = lung.medial(y);
  const u = medial + (lung.lateral(y) - medial) * across;
  return [contours.midline(y) + lung.sign * u, y];
}

function wave(draw: Stream, amount: number): readonly (readonly [number, number])[] {
  return [1, 0.8, 0.5].map((part) => [amount * part * (draw.uniform() - 0.5), 6.28 * draw.uniform()]);
}

/** One dense area that fills most of a zone, with air in its bronchi. */
function consolidation(
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
    stroke(bronchi, [[hx + (x - hx) * 0.35, hy + (y - hy) * 0.35, 0.0055], [ex, ey, 0.0028]], 0.42, "round");
  }
  for (let i = 0; i < fill.data.length; i++) {
    if (bronchi.data[i]! > 0) fill.data[i]! *= 1 - bronchi.data[i]!;
  }
}

/** Many small ill-defined patches scattered over a zone. */
function pneumonia(
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
function edema(
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

/** Thick plate-like bands above a raised diaphragm. */
function atelectasis(
  contours: Contours,
  lung: Lung,
  finding: Finding,
  dense: Layer,
  fill: Layer,
  draw: Stream,
): void {
  const power = strength(finding);
  const bands = 2 + Math.round(power);
  for (let i = 0; i < bands; i++) {
    const lower = lung.diaphragm(contours.width * 0.5) - 0.028 - 0.05 * i;
    const lift = finding.zone === "middle" ? 0.13 : 0;
    const [tilt, bend] = [0.09 * (draw.uniform() - 0.3), 0.02 * draw.uniform()];
    const y = lower - lift;
    const from = lung.medial(y) + 0.02 + 0.03 * draw.uniform();
    const to = from + 0.13 + 0.07 * power + 0.04 * draw.uniform();
    const x = (u: number) => contours.midline(y) + lung.sign * Math.min(u, lung.lateral(y) - 0.015);
    const girth = 0.0085 + 0.005 * power;
    stroke(dense, [
      [x(from), y + tilt / 2, girth * 0.8],
      [x((from + to) / 2), y - bend, girth],
      [x(to), y - tilt / 2, girth * 0.6],
    ], 0.72, "round", 0.006);
  }
  const [x, y] = placeIn(contours, lung, "lower", 0.4, 1.02);
  blob(fill, { x, y, rx: 0.15, ry: 0.05, softness: 0.9 }, 0.3 + 0.25 * power);
}

/** One to three round nodules or a mass, clear of the ribs' rhythm and of the heart. */
function nodules(
  contours: Contours,
  lung: Lung,
  finding: Finding,
  dense: Layer,
  draw: Stream,
): void {
  const radius = 0.021 + 0.042 * strength(finding);
  for (let i = 0; i < finding.count; i++) {
    const across = i === 0 ? 0.4 + 0.25 * draw.uniform() : 0.25 + 0.5 * draw.uniform();
    const down = (i + 0.3 + 0.4 * draw.uniform()) / finding.count;
    const [x, y] = placeIn(contours, lung, finding.zone, across, down);
    const size = radius * (i === 0 ? 1 : 0.8 + 0.2 * draw.uniform());
    blob(dense, { x, y, rx: size, ry: size * 0.94, softness: 0.3, waves: wave(draw, 0.12) }, 0.85);
  }
}

/** The lung of a side. */
export function lungOf(contours: Contours, side: Side): Lung {
  return side === "right" ? contours.right : contours.left;
}

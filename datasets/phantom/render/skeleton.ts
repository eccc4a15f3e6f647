/**
 * Bones: ribs, clavicles, shoulder blades and spine, with fractures.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import type { Anatomy } from "../anatomy.ts";
import { type Finding, sidesOf } from "../findings.ts";
import { bezier, blob, type Layer, layer, stroke, type StrokePoint } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";

/** Posterior ribs that are drawn. */
const RIBS = 10;

/** Bone attenuation `[size, size]`. */
export function drawSkeleton(
  anatomy: Anatomy,
  contours: Contours,
  findings: readonly Finding[],
  scapulae: number,
  size: number,
  draw: Stream,
): Layer {
  const bone = layer(size);
  const fractures = findings.filter((finding) => finding.kind === "fracture");
  const back = layer(size);
  const front = layer(size);
  const blades = layer(size);
  for (const lung of [contours.right, contours.left]) {
    const broken = fractures.filter((finding) => sidesOf(finding).includes(lung.side));
    drawRibs(anatomy, contours, lung, broken, back, front);
    drawClavicle(contours, lung, broken, blades);
    drawScapula(contours, lung, scapulae, blades);
  }
  const spine = layer(size);
  drawSpine(contours, spine, draw);
  const layers = [back, front, blades, spine];
  const weights = [0.125, 0.075, 0.17, 0.1].map((weight) => weight * anatomy.bone);
  for (let i = 0; i < bone.data.length; i++) {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += layers[k]!.data[i]! * weights[k]!;
    bone.data[i] = sum;
  }
  return bone;
}

function drawRibs(
  anatomy: Anatomy,
  contours: Contours,
  lung: Lung,
  broken: readonly Finding[],
  back: Layer,
  front: Layer,
): void {
  const [first, spacing] = anatomy.ribs;
  const ribs = broken.find((finding) => finding.form === "rib");
  const start = ribs ? (ribs.zone === "middle" ? 4 : 6) - (ribs.count > 2 ? 1 : 0) : -1;
  for (let i = 0; i < RIBS; i++) {
    const y0 = first + i * spacing;
    const drop = anatomy.ribSlope * (0.5 + i / RIBS) + 0.02;
    const yEdge = y0 + drop + 0.035;
    const u0 = 0.035;
    const edge = lung.lateral(yEdge) + 0.004;
    const at = (u: number, y: number): [number, number] => [contours.midline(y) + lung.sign * u, y];
    const thick = 0.0105 + 0.0025 * (i / RIBS);
    const rear = bezier(
      at(u0, y0),
      at(u0 + (edge - u0) * 0.45, y0 - 0.022),
      at(edge * 0.96, y0 + 0.012),
      at(edge, yEdge),
      [thick * 0.85, thick],
      16,
    );
    const fractured = ribs !== undefined && i >= start && i < start + ribs.count;
    if (fractured) {
      for (const part of breakStroke(rear, 0.66, 0.022, lung.sign)) stroke(back, part, 1.25, "bone");
      const [x, y] = rear[Math.round(0.66 * 16)]!;
      blob(back, { x, y: y - 0.004, rx: 0.026, ry: 0.02, softness: 0.6 }, 0.55);
    } else stroke(back, rear, 1, "bone");
    if (i > 6) continue;
    const yFront = y0 + drop + 0.11 + 0.012 * i;
    stroke(
      front,
      bezier(
        at(edge, yEdge),
        at(edge * 0.98, yEdge + 0.05),
        at(edge * 0.8, yFront - 0.02),
        at(edge * (0.52 - 0.012 * i), yFront + 0.012),
        [thick, thick * 1.25],
        12,
      ),
      1,
      "bone",
      0.006,
    );
  }
}

/** Cuts a stroke at part `where` of its length: a gap, and the outer part displaced downwards. */
function breakStroke(
  points: readonly StrokePoint[],
  where: number,
  step: number,
  sign: number,
): StrokePoint[][] {
  const cut = Math.round(where * (points.length - 1));
  const outer = points.slice(cut + 1).map(([x, y, r], i, all) => {
    const fade = 1 - 0.7 * (i / Math.max(1, all.length - 1));
    return [x - sign * 0.006, y + step * fade, r] as StrokePoint;
  });
  return [points.slice(0, cut), outer];
}

function drawClavicle(
  contours: Contours,
  lung: Lung,
  broken: readonly Finding[],
  target: Layer,
): void {
  const { top } = contours;
  const middle = contours.midline(top);
  const at = (u: number, y: number): [number, number] => [middle + lung.sign * u, y];
  const shaft = bezier(
    at(0.035, top + 0.085),
    at(0.13, top + 0.045),
    at(0.24, top + 0.055),
    at(0.37, top - 0.012),
    [0.017, 0.013],
    18,
  );
  if (broken.some((finding) => finding.form === "clavicle")) {
    for (const part of breakStroke(shaft, 0.5, 0.042, -lung.sign)) stroke(target, part, 1.1, "bone");
  } else stroke(target, shaft, 1, "bone");
}

function drawScapula(contours: Contours, lung: Lung, amount: number, target: Layer): void {
  const { top, width } = contours;
  const x = (u: number) => contours.midline(top) + lung.sign * u;
  const inward = width * (1.02 - 0.2 * amount);
  const border = bezier(
    [x(inward), top + 0.05],
    [x(inward - 0.02), top + 0.16],
    [x(inward + 0.02), top + 0.26],
    [x(inward + 0.06), top + 0.33],
    [0.006, 0.006],
    10,
  );
  stroke(target, border, 0.5 + 0.3 * amount, "solid", 0.008);
  blob(
    target,
    { x: x(inward + 0.05), y: top + 0.15, rx: 0.07, ry: 0.16, softness: 0.5, angle: -lung.sign * 0.15 },
    0.28,
  );
  blob(target, { x: x(0.455), y: top + 0.055, rx: 0.055, ry: 0.055, softness: 0.25 }, 0.75);
}

function drawSpine(contours: Contours, target: Layer, draw: Stream): void {
  const pitch = 0.062;
  const phase = draw.uniform() * pitch;
  for (let i = 0; i < 17; i++) {
    const y = i * pitch + phase;
    const x = contours.midline(y);
    const half = 0.026 + 0.008 * y;
    blob(target, { x, y, rx: half * 1.3, ry: pitch * 0.46, softness: 0.35 }, 0.8);
    for (const sign of [-1, 1]) {
      blob(target, { x: x + sign * half * 0.62, y: y - 0.006, rx: 0.008, ry: 0.011, softness: 0.4 }, 0.7);
    }
  }
}

/**
 * Ribs: behind from the spine to the side, in front from the side towards the breastbone.
 *
 * @module
 */

import type { Anatomy } from "../anatomy.ts";
import type { Finding } from "../findings.ts";
import type { Layer } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";
import { breakBone } from "./fracture.ts";
import { bezier, stroke } from "./stroke.ts";

/** Posterior ribs that are drawn. */
const RIBS = 10;

/** Layers of the ribs' parts. */
export interface RibLayers {
  readonly back: Layer;
  readonly front: Layer;
  readonly callus: Layer;
}

/** Draws one side's ribs, broken where a finding of that side says so. */
export function drawRibs(
  anatomy: Anatomy,
  contours: Contours,
  lung: Lung,
  broken: readonly Finding[],
  { back, front, callus }: RibLayers,
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
      for (const part of breakBone(callus, rear, 0.55, 0.034, lung.sign)) {
        stroke(back, part, 1.25, "bone");
      }
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

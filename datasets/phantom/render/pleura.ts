/**
 * Findings of the pleura that are drawn as lines: the edge of a collapsed lung and thickening.
 * (Fluid and free air are part of the outlines.)
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { type Finding, sidesOf, strength } from "../findings.ts";
import type { Layer } from "./canvas.ts";
import type { Contours } from "./contours.ts";
import { lungOf } from "./places.ts";
import { stroke, type StrokePoint } from "./stroke.ts";

/** Adds pleural lines to the map of dense structures. */
export function drawPleura(
  contours: Contours,
  findings: readonly Finding[],
  dense: Layer,
  streamOf: (purpose: string) => Stream,
): void {
  for (const finding of findings) {
    for (const side of sidesOf(finding)) {
      const lung = lungOf(contours, side);
      if (finding.kind === "pneumothorax") {
        const edge: StrokePoint[] = [];
        for (let i = 0; i <= 40; i++) {
          const y = contours.top + 0.02 + 0.0165 * i;
          const u = lung.visceral(y);
          if (u > lung.medial(y) && y < lung.diaphragm(u)) {
            edge.push([contours.midline(y) + lung.sign * u, y, 0.0042]);
          }
        }
        if (edge.length > 1) stroke(dense, edge, 0.62, "solid");
      }
      if (finding.kind === "thickening") {
        const draw = streamOf(`thickening ${side}`);
        const power = strength(finding);
        const phase = 6.28 * draw.uniform();
        const rind: StrokePoint[] = [];
        for (let i = 0; i <= 48; i++) {
          const y = contours.top + 0.08 + 0.0105 * i;
          const taper = Math.pow(Math.sin((Math.PI * (i + 1)) / 50), 0.6);
          const lobule = 1 + 0.35 * Math.sin(i * 0.42 + phase);
          const girth = (0.013 + 0.014 * power) * taper * lobule;
          rind.push([contours.midline(y) + lung.sign * (lung.lateral(y) - girth), y, girth]);
        }
        stroke(dense, rind, 0.85, "solid", 0.008);
      }
    }
  }
}

/**
 * Support devices: pacemaker, central line, chest tube and tracheal tube.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { type Finding, signOf } from "../findings.ts";
import { blob } from "./blob.ts";
import { type Layer, layer } from "./canvas.ts";
import type { Contours } from "./contours.ts";
import { bezier, stroke } from "./stroke.ts";

/** Attenuation of everything that does not belong to the patient, `[size, size]`, 0 to 1. */
export function drawDevices(
  contours: Contours,
  findings: readonly Finding[],
  size: number,
  draw: Stream,
): Layer {
  const metal = layer(size);
  for (const finding of findings) {
    if (finding.kind !== "device") continue;
    const side = finding.side === "both" ? 1 : signOf(finding.side);
    if (finding.form === "pacemaker") pacemaker(contours, side, metal, draw);
    if (finding.form === "line") centralLine(contours, side, metal, draw);
    if (finding.form === "chest-tube") chestTube(contours, side, metal, draw);
    if (finding.form === "tracheal-tube") trachealTube(contours, metal, draw);
  }
  return metal;
}

type Point = readonly [number, number];
const place = (contours: Contours, u: number, y: number): Point => [contours.midline(y) + u, y];

function pacemaker(contours: Contours, side: number, metal: Layer, draw: Stream): void {
  const [x, y] = place(contours, side * (0.25 + 0.02 * draw.uniform()), contours.top + 0.11);
  blob(metal, { x, y, rx: 0.056, ry: 0.046, softness: 0.08, angle: side * 0.3 }, 0.95);
  const { heart, top } = contours;
  const entry = place(contours, -0.045, top + 0.2);
  const tip = place(contours, heart.left * 0.62, heart.middle + heart.half * 0.5);
  const lead = 0.0042;
  stroke(
    metal,
    bezier([x, y], [x, y - 0.09], place(contours, side * 0.08, top), entry, [lead, lead], 12),
    0.75,
  );
  stroke(
    metal,
    bezier(
      entry,
      place(contours, -0.06, top + 0.45),
      place(contours, -0.02, heart.middle + 0.1),
      tip,
      [lead, lead],
      14,
    ),
    0.75,
  );
  stroke(metal, [[tip[0], tip[1], 0.008], [tip[0] - 0.012, tip[1] - 0.002, 0.008]], 0.9);
}

function centralLine(contours: Contours, side: number, metal: Layer, draw: Stream): void {
  const { top } = contours;
  const tip = place(contours, -0.05, top + 0.3 + 0.03 * draw.uniform());
  const girth = 0.0052;
  const neck = bezier(
    place(contours, side * 0.36, top + 0.02),
    place(contours, side * 0.24, top - 0.03),
    place(contours, side * 0.06, top + 0.01),
    place(contours, -0.045, top + 0.14),
    [girth, girth],
    14,
  );
  stroke(metal, neck, 0.7);
  stroke(metal, [[neck.at(-1)![0], neck.at(-1)![1], girth], [tip[0], tip[1], girth]], 0.7);
}

function chestTube(contours: Contours, side: number, metal: Layer, draw: Stream): void {
  const { width, top } = contours;
  const rise = 0.05 * draw.uniform();
  const tube = bezier(
    place(contours, side * (width + 0.13), top + 0.62),
    place(contours, side * (width - 0.01), top + 0.54),
    place(contours, side * (width * 0.72), top + 0.42),
    place(contours, side * (width * 0.55), top + 0.13 + rise),
    [0.0125, 0.011],
    18,
  );
  stroke(metal, tube, 0.8, "tube");
}

function trachealTube(contours: Contours, metal: Layer, draw: Stream): void {
  const tip = contours.top + 0.15 + 0.04 * draw.uniform();
  const points = [0, 0.25, 0.5, 0.75, 1].map((t) => {
    const [x, y] = place(contours, -0.003, tip * t);
    return [x, y, 0.0125] as const;
  });
  stroke(metal, points, 1, "tube");
}

/**
 * Findings that stand out as lines and spots: plate atelectasis and nodules.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { type Finding, strength } from "../findings.ts";
import { blob } from "./blob.ts";
import type { Layer } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";
import { placeIn, wave } from "./places.ts";
import { stroke } from "./stroke.ts";

/** Thick plate-like bands above a raised diaphragm. */
export function atelectasis(
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
    const girth = 0.0095 + 0.006 * power;
    stroke(
      dense,
      [
        [x(from), y + tilt / 2, girth * 0.8],
        [x((from + to) / 2), y - bend, girth],
        [x(to), y - tilt / 2, girth * 0.6],
      ],
      0.72,
      "round",
      0.006,
    );
  }
  const [x, y] = placeIn(contours, lung, "lower", 0.4, 1.02);
  blob(fill, { x, y, rx: 0.15, ry: 0.05, softness: 0.9 }, 0.3 + 0.25 * power);
}

/** One to three round nodules or a mass, clear of the ribs' rhythm and of the heart. */
export function nodules(
  contours: Contours,
  lung: Lung,
  finding: Finding,
  dense: Layer,
  draw: Stream,
): void {
  const radius = 0.025 + 0.04 * strength(finding);
  for (let i = 0; i < finding.count; i++) {
    const across = i === 0 ? 0.4 + 0.25 * draw.uniform() : 0.25 + 0.5 * draw.uniform();
    const down = (i + 0.3 + 0.4 * draw.uniform()) / finding.count;
    const [x, y] = placeIn(contours, lung, finding.zone, across, down);
    const size = radius * (i === 0 ? 1 : 0.8 + 0.2 * draw.uniform());
    blob(dense, { x, y, rx: size, ry: size * 0.94, softness: 0.3, waves: wave(draw, 0.12) }, 0.85);
  }
}

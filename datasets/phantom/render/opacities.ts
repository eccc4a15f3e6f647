/**
 * Findings inside the lungs: how much of the air is replaced, 0 to 1.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import { type Finding, sidesOf } from "../findings.ts";
import { consolidation, edema, pneumonia } from "./airspace.ts";
import { type Layer, layer } from "./canvas.ts";
import type { Contours } from "./contours.ts";
import { atelectasis, nodules } from "./focal.ts";
import { lungOf } from "./places.ts";

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
      const lung = lungOf(contours, side);
      if (finding.kind === "consolidation") consolidation(contours, lung, finding, fill, draw);
      if (finding.kind === "pneumonia") pneumonia(contours, lung, finding, fill, draw);
      if (finding.kind === "edema") edema(contours, lung, finding, fill, dense, draw);
      if (finding.kind === "atelectasis") atelectasis(contours, lung, finding, dense, fill, draw);
      if (finding.kind === "nodule") nodules(contours, lung, finding, dense, draw);
    }
  }
  return { fill, dense };
}

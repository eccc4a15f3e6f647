/**
 * Size and place of the heart's shadow.
 *
 * @module
 */

import type { Anatomy } from "../anatomy.ts";
import { type Finding, signOf, strength } from "../findings.ts";
import type { Equipment } from "../site.ts";
import { smoothstep } from "./canvas.ts";

/** The heart's shadow: distances from the midline and vertical middle and half-height. */
export interface HeartShape {
  readonly right: number;
  readonly left: number;
  readonly middle: number;
  readonly half: number;
}

/** Mediastinal shift away from (+) or towards (-) the patient's left, from one-sided findings. */
export function shiftOf(findings: readonly Finding[]): number {
  let shift = 0;
  for (const finding of findings) {
    if (finding.side === "both") continue;
    const away = -signOf(finding.side);
    if (finding.kind === "pneumothorax") {
      shift += away * 0.05 * smoothstep(0.5, 1, strength(finding));
    }
    if (finding.kind === "effusion") shift += away * 0.045 * smoothstep(0.5, 1, strength(finding));
    if (finding.kind === "atelectasis") shift -= away * 0.03 * strength(finding);
  }
  return shift;
}

/** The heart of a patient on a machine, enlarged by a cardiomegaly. */
export function heartOf(
  anatomy: Anatomy,
  equipment: Equipment,
  findings: readonly Finding[],
  dome: number,
) {
  const large = findings.find((finding) => finding.kind === "cardiomegaly");
  const ratio = large
    ? 0.575 + 0.14 * strength(large)
    : Math.min(0.5, anatomy.heartRatio * equipment.magnification);
  const diameter = ratio * 2 * anatomy.width;
  const half = 0.125 + 0.4 * Math.max(0, diameter - 0.31);
  return { right: diameter * 0.31, left: diameter * 0.69, middle: dome - half * 0.62, half };
}

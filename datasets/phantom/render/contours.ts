/**
 * The outlines that bound the lungs, as one number per row or column.
 *
 * A lateral distance `u` is measured from the midline towards the patient's side, so right and left
 * share their formulas.
 *
 * @module
 */

import type { Anatomy } from "../anatomy.ts";
import { type Finding, type Side, sidesOf, signOf, strength } from "../findings.ts";
import type { Equipment } from "../site.ts";
import { smoothstep } from "./canvas.ts";
import { heartOf, type HeartShape, shiftOf } from "./heart.ts";

/** One lung's outline; `u` and `y` in unit coordinates. */
export interface Lung {
  readonly side: Side;
  readonly sign: -1 | 1;
  /** Distance of the chest wall from the midline at height y. */
  lateral(y: number): number;
  /** Distance of the mediastinum's (heart, great vessels) border from the midline at height y. */
  core(y: number): number;
  /** Distance of the lung's inner border: the core, and above it the inner side of the apex. */
  medial(y: number): number;
  /** Height of the diaphragm at distance u. */
  diaphragm(u: number): number;
  /** Height of the upper rim of pleural fluid at distance u; 2 where there is none. */
  fluid(u: number): number;
  /** Distance of the collapsed lung's edge at height y; equal to lateral(y) where there is no air. */
  visceral(y: number): number;
}

/** The outlines of one study. */
export interface Contours {
  /** x of the midline at height y. */
  midline(y: number): number;
  readonly right: Lung;
  readonly left: Lung;
  readonly top: number;
  readonly width: number;
  /** Outer distance of the skin at height y. */
  skin(y: number): number;
  /** Height of the shoulder's skin at distance u. */
  shoulder(u: number): number;
  readonly heart: HeartShape;
}

const smoothMax = (a: number, b: number, k: number) => {
  const h = Math.max(k - Math.abs(a - b), 0) / k;
  return Math.max(a, b) + h * h * k * 0.25;
};

/** Computes the outlines for a study. */
export function contoursOf(
  anatomy: Anatomy,
  equipment: Equipment,
  findings: readonly Finding[],
  lean: number,
): Contours {
  const { top, width } = anatomy;
  const lift = equipment.shallow;
  const bottom = 0.9 - lift;
  const shift = shiftOf(findings);
  const leftDome = anatomy.domes[1] - lift;
  const heart = heartOf(anatomy, equipment, findings, leftDome);
  const wide = findings.find((finding) => finding.kind === "mediastinum");
  const upper = anatomy.mediastinum + (wide ? 0.042 + 0.055 * strength(wide) : 0);
  const midline = (y: number) => anatomy.centre + lean * (y - 0.5);

  const lung = (side: Side): Lung => {
    const sign = signOf(side);
    const apex = width * 0.5;
    const knee = top + 0.62 * (bottom - top);
    const lateral = (y: number) => {
      if (y <= top) return apex;
      if (y >= knee) return width * (1 - 0.035 * ((y - knee) / (bottom - knee)) ** 2);
      const t = 1 - (y - top) / (knee - top);
      return apex + (width - apex) * Math.pow(1 - Math.pow(t, 2.2), 0.74);
    };
    const vessels = (y: number) => {
      const below = 1 - 0.25 * smoothstep(0.42, 0.5, y);
      const waist = upper * below + (side === "right" ? 0.006 : 0);
      if (side === "right") return waist + (wide ? 0.02 * bump(y, 0.3, 0.1) : 0);
      const knob = anatomy.knob * (wide ? 1.6 : 1) * bump(y, top + 0.2, 0.055);
      const trunk = 0.016 * bump(y, top + 0.3, 0.05);
      return waist + knob + trunk;
    };
    const heartBorder = (y: number) => {
      const reach = side === "right" ? heart.right : heart.left;
      const [offset, rise] = side === "right" ? [-0.035, 1.5] : [0.03, 1.85];
      const v = (y - heart.middle - offset) / heart.half;
      if (v > 0) return reach * Math.sqrt(Math.max(0, 1 - 0.42 * v * v));
      return v < -rise ? 0 : reach * Math.pow(Math.cos((Math.PI / 2) * (v / rise)), 0.85);
    };
    const core = (y: number) => smoothMax(vessels(y), heartBorder(y), 0.03) + sign * shift;
    const medial = (y: number) => {
      const border = core(y);
      const dome = smoothstep(0, 1, 1 - (y - top) / 0.15);
      return border + (apex - border) * dome * dome;
    };
    const squeeze = findings.find((f) => f.kind === "atelectasis" && sidesOf(f).includes(side));
    const raised = squeeze ? 0.035 + 0.05 * strength(squeeze) : 0;
    const dome = (side === "right" ? anatomy.domes[0] - lift : leftDome) - raised;
    const diaphragm = (u: number) => {
      const q = u / width;
      return q > 0.48
        ? dome + 0.125 * Math.pow((q - 0.48) / 0.52, 2.3)
        : dome + 0.05 * Math.pow((0.48 - q) / 0.48, 2);
    };
    const water = findings.find((f) => f.kind === "effusion" && sidesOf(f).includes(side));
    const fluid = (u: number) => {
      if (!water) return 2;
      const level = dome + 0.035 - 0.36 * Math.pow(strength(water), 1.3);
      return level - 0.085 * Math.pow(Math.max(0, u / width), 3) + 0.02;
    };
    const air = findings.find((f) => f.kind === "pneumothorax" && sidesOf(f).includes(side));
    const visceral = (y: number) => {
      const wall = lateral(y);
      if (!air) return wall;
      const gap = 0.055 + 0.13 * strength(air);
      const t = (y - top) / (bottom - top);
      const inner = wall - gap * (1.15 - 0.55 * t);
      const cap = top + 0.035 + 0.16 * strength(air);
      const roof = y < cap ? -1 : Math.sqrt(Math.min(1, (y - cap) / 0.12));
      return roof < 0 ? -1 : Math.min(inner, upper + 0.02 + (inner - upper - 0.02) * roof);
    };
    return { side, sign, lateral, core, medial, diaphragm, fluid, visceral };
  };

  const right = lung("right");
  return {
    midline,
    right,
    left: lung("left"),
    top,
    width,
    skin: (y) =>
      right.lateral(Math.max(y, 0.5)) + anatomy.wall + 0.25 * smoothstep(0.42, 0.12, y) +
      0.03 * smoothstep(0.7, 1, y),
    shoulder: (u) => top - 0.1 + 0.13 * smoothstep(0.1, 0.5, u) + 0.25 * Math.max(0, u - 0.42),
    heart,
  };
}

/** A smooth bump of height 1 and half-width `half` around `middle`. */
function bump(y: number, middle: number, half: number): number {
  const v = (y - middle) / half;
  return v > -1 && v < 1 ? (1 - v * v) ** 2 : 0;
}

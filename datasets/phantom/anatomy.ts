/**
 * The body of one phantom patient, in unit coordinates of the picture.
 *
 * @module
 */

import type { Stream } from "../../model/random.ts";

/** Measures that stay the same over all studies of a patient. */
export interface Anatomy {
  /** x of the midline. */
  readonly centre: number;
  /** y of the lung apices. */
  readonly top: number;
  /** Inner half-width of the rib cage at its widest. */
  readonly width: number;
  /** Thickness of the chest wall. */
  readonly wall: number;
  /** y of the right and of the left diaphragm dome. */
  readonly domes: readonly [right: number, left: number];
  /** Heart's transverse diameter divided by the cage's when the heart is normal. */
  readonly heartRatio: number;
  /** Half-width of the upper mediastinum when normal. */
  readonly mediastinum: number;
  /** Size of the aortic knob. */
  readonly knob: number;
  /** Breast shadow density, 0 for none. */
  readonly breast: number;
  /** y of the first posterior rib and distance between ribs. */
  readonly ribs: readonly [first: number, spacing: number];
  /** How far ribs slope down laterally. */
  readonly ribSlope: number;
  /** Relative brightness of bone. */
  readonly bone: number;
}

/** Draws a patient's body. */
export function sampleAnatomy(draw: Stream): Anatomy {
  const between = (low: number, high: number) => low + (high - low) * draw.uniform();
  const dome = between(0.7, 0.75);
  return {
    centre: between(0.485, 0.515),
    top: between(0.085, 0.12),
    width: between(0.345, 0.4),
    wall: between(0.04, 0.075),
    domes: [dome, dome + between(0.012, 0.035)],
    heartRatio: between(0.41, 0.485),
    mediastinum: between(0.048, 0.062),
    knob: between(0.018, 0.034),
    breast: draw.uniform() < 0.5 ? between(0.04, 0.12) : 0,
    ribs: [between(0.1, 0.125), between(0.062, 0.07)],
    ribSlope: between(0.05, 0.1),
    bone: between(0.85, 1.15),
  };
}

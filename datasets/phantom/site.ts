/**
 * What makes a phantom site: equipment, case mix and language.
 *
 * @module
 */

import type { FindingKind } from "./findings.ts";
import type { Phrasebook } from "./phrasebook.ts";

/** How a site's machine turns attenuation into grey levels. */
export interface Equipment {
  /** Whether the film was taken from behind (`pa`) or at the bedside from the front (`ap`). */
  readonly projection: "pa" | "ap";
  /** Attenuation shown black and shown white. */
  readonly window: readonly [low: number, high: number];
  /** Exponent applied to the windowed value. */
  readonly gamma: number;
  /** Standard deviation of the pixel noise in grey levels. */
  readonly noise: number;
  /** Blur radius in unit coordinates. */
  readonly blur: number;
  /** Relative spread of window and gamma from study to study. */
  readonly drift: number;
  /** How strongly the shoulder blades lie over the lungs (0 on a proper PA film). */
  readonly scapulae: number;
  /** Widening of the heart's shadow (1 on a PA film; larger on an AP film). */
  readonly magnification: number;
  /** How much higher the diaphragm stands (patients who cannot breathe in deeply). */
  readonly shallow: number;
  /** Largest lean of the patient's midline: its shift from top to bottom. */
  readonly lean: number;
  /** How freely patients stand: largest turn, shift and change of distance, 1 for the most. */
  readonly freedom: number;
  /** The letter of the lead marker and the side it lies on. */
  readonly marker: "L" | "R";
  /** Width of the unexposed border in unit coordinates. */
  readonly collimation: number;
}

/** One made-up hospital. */
export interface Site {
  readonly name: "a" | "b";
  readonly equipment: Equipment;
  /** Probability that a study shows nothing at all (except perhaps a device). */
  readonly normal: number;
  /** Probability of each kind in a study that is not normal. */
  readonly prevalence: Readonly<Record<FindingKind, number>>;
  /** Probability that the report leaves out a finding that the picture shows. */
  readonly omission: number;
  /** Sentences per report, besides history and remark. */
  readonly statements: number;
  readonly phrasebook: Phrasebook;
}

/**
 * The two phantom sites: a teaching hospital's PA films, and a bedside service's portable AP films.
 *
 * @module
 */

import { PHRASES_A } from "./phrases_a.ts";
import { PHRASES_B } from "./phrases_b.ts";
import type { Site } from "./site.ts";

/** All sites by name. */
export const SITES: Readonly<Record<Site["name"], Site>> = {
  a: {
    name: "a",
    equipment: {
      projection: "pa",
      window: [0.02, 1.02],
      gamma: 1.05,
      noise: 3,
      blur: 0,
      drift: 0.06,
      scapulae: 0.15,
      magnification: 1,
      shallow: 0,
      lean: 0.012,
      freedom: 0.45,
      marker: "L",
      collimation: 0,
    },
    normal: 0.27,
    prevalence: {
      cardiomegaly: 0.22,
      mediastinum: 0.13,
      nodule: 0.22,
      edema: 0.15,
      consolidation: 0.18,
      pneumonia: 0.16,
      atelectasis: 0.16,
      pneumothorax: 0.16,
      effusion: 0.24,
      thickening: 0.15,
      fracture: 0.16,
      device: 0.18,
    },
    omission: 0.08,
    statements: 4,
    phrasebook: PHRASES_A,
  },
  b: {
    name: "b",
    equipment: {
      projection: "ap",
      window: [-0.12, 1.12],
      gamma: 0.78,
      noise: 6,
      blur: 0.0045,
      drift: 0.14,
      scapulae: 1,
      magnification: 1.07,
      shallow: 0.045,
      lean: 0.03,
      freedom: 1,
      marker: "R",
      collimation: 0.035,
    },
    normal: 0.17,
    prevalence: {
      cardiomegaly: 0.3,
      mediastinum: 0.16,
      nodule: 0.17,
      edema: 0.24,
      consolidation: 0.16,
      pneumonia: 0.2,
      atelectasis: 0.22,
      pneumothorax: 0.17,
      effusion: 0.32,
      thickening: 0.14,
      fracture: 0.17,
      device: 0.38,
    },
    omission: 0.14,
    statements: 6,
    phrasebook: PHRASES_B,
  },
};

/**
 * What the labels of Open-I count as present against the words.
 *
 * The published label strings were made by a labeler that reads grammar trees; some sentences that
 * radiologists use as formulas are misread by it, always in the same way. The labels of this
 * project follow the published ones. Each formula stands at least four times in the training split,
 * always with the label. Without this file the labels are what the words say.
 *
 * @module
 */

import type { Mentionable } from "./phrases.ts";

/** Formulas that count as a finding, in the form of `phrases.ts`; `^` is a sentence's beginning. */
export const CONVENTIONS: Readonly<Partial<Record<Mentionable, readonly string[]>>> = {
  "Enlarged Cardiomediastinum": [
    "mediastinum of normal size",
    "^unremarkable mediastinal contour",
    "^normal heart size mediastinal contours",
    "^the heart and (?:cardio)?mediastinal (?:contours|silhouette) are (?:stable|unchanged)",
  ],
  "Cardiomegaly": ["^the heart size(?: size)? and [a-z ]+ appear within normal limits"],
  "Lung Opacity": ["^no focal air space opacities$"],
  "Consolidation": [
    "^no focal airspace consolidations$",
    "^no pneumothorax , pleural effusion , or [a-z]+ air space consolidation",
  ],
  "Pneumothorax": ["^no pleural effusions or pneumothorax"],
  "Pleural Effusion": ["blunting to suggest(?: large)? pleural effusion"],
  "Fracture": ["^no(?: acute| ,)* displaced (?:[a-z]+ or )?rib fractures(?= identified|$)"],
  // Plates are devices.
  "Support Devices": ["endplates?", "platelike"],
};

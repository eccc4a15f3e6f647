/**
 * What the published labels of Open-I say against the words.
 *
 * The published label strings come from a labeler that looks for its phrases inside other words and
 * reads grammar trees; what it misreads it misreads in the same way each time. These are rules that
 * imitate its misreadings, found in the training split and kept where they stand at least four times
 * in it and are right in nine of ten reports or more (`tests/datasets/labeler/conventions_test.ts`
 * counts). They are no statements about patients: they make labels that compare with published ones.
 * The reading `words` does without this file.
 *
 * @module
 */

import type { Mentionable } from "./phrases.ts";

/** Phrases by finding, in the form of `phrases.ts`; `^` and `$` are a sentence's ends. */
export type Phrases = Readonly<Partial<Record<Mentionable, readonly string[]>>>;

/** Names found inside other words, or without what makes them a name; denied and doubted as others. */
export const NAMES: Phrases = {
  // Plates and lines; Open-I names no Kerley lines.
  "Support Devices": ["endplates?", "platelike", "(?<!kerley )lines"],
};

/** Outlines that count as a finding where they are called neither normal nor unchanged. */
export const OUTLINES: Phrases = {
  // Of the ribs, the diaphragm or the aorta too.
  "Enlarged Cardiomediastinum": [
    "mediastinum|(?:cardio ?)?mediastinal (?:[a-z]+ )?(?:silhouettes?|borders?|width|size)",
    "contours?",
  ],
  "Cardiomegaly": ["the heart"],
};

/** Sentences that count as a finding, though most deny it. */
export const PRESENT: Phrases = {
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
  // Fractures of a kind, in a sentence without a verb.
  "Fracture": ["^(?:specifically , )?no (?:[a-z]+ |, )+fractures(?= identified|$)"],
};

/** Sentences that do not count as a finding, though some name it. */
export const PASSED_OVER: Phrases = {
  "Cardiomegaly": [
    // Without an article, and without its size or outline, the heart is not named.
    "^heart(?! (?:size|shadow|silhouette|contour|and))",
    "^heart size is [a-z ]+ , pulmonary vascularity within normal limits",
  ],
};

/**
 * Heart and mediastinum are named in nearly every report; what is said of them makes the label.
 *
 * @module
 */

import type { LabelValue } from "../dataset.ts";
import type { Mentionable } from "./phrases.ts";
import { anyOf, tester } from "./patterns.ts";

/** An outline that a report names. */
interface Silhouette {
  readonly finding: Mentionable;
  readonly name: RegExp;
}

/** The outlines whose mention can make a label. */
export const SILHOUETTES: readonly Silhouette[] = [
  {
    finding: "Enlarged Cardiomediastinum",
    name: anyOf([
      "mediastinum",
      "(?:cardio ?)?mediastinal (?:[a-z]+ )?(?:silhouettes?|contours?|borders?|width|size)",
    ]),
  },
  {
    finding: "Cardiomegaly",
    name: anyOf(["heart(?! failure)", "cardiac (?:silhouettes?|size|contours?|shadow)"]),
  },
];

const isNormal = tester([
  "normal",
  "unremarkable",
  "within limits",
  "clear",
  "not(?: [a-z]+)? (?:enlarged|widened)",
]);
const isUnchanged = tester(["stable", "unchanged"]);

/** What a sentence that names an outline says of it: 0 normal, -1 as before, null neither. */
export function silhouetteStatus(sentence: string): LabelValue {
  if (isNormal(sentence)) return 0;
  return isUnchanged(sentence) ? -1 : null;
}

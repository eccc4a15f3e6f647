/**
 * Heart and mediastinum are named in nearly every report; what is said of them makes the label.
 *
 * @module
 */

import type { LabelValue } from "../dataset.ts";
import type { Mentionable } from "./phrases.ts";
import { anyOf, tester } from "./patterns.ts";

/** An outline, and what it means to name it and call it neither normal nor unchanged. */
interface Silhouette {
  readonly finding: Mentionable;
  readonly name: RegExp;
  readonly otherwise: LabelValue;
}

/** The outlines whose mention makes a label. */
export const SILHOUETTES: readonly Silhouette[] = [
  {
    finding: "Enlarged Cardiomediastinum",
    name: anyOf([
      "mediastinum",
      "(?:cardio ?)?mediastinal (?:[a-z]+ )?(?:silhouettes?|contours?|borders?|width|size)",
    ]),
    otherwise: 1,
  },
  {
    finding: "Cardiomegaly",
    name: anyOf(["heart(?! failure)", "cardiac (?:silhouettes?|size|contours?|shadow)"]),
    otherwise: null,
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

/** What a sentence that names the outline says of it: 0 normal, -1 as before. */
export function silhouetteStatus({ otherwise }: Silhouette, sentence: string): LabelValue {
  if (isNormal(sentence)) return 0;
  return isUnchanged(sentence) ? -1 : otherwise;
}

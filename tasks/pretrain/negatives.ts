/**
 * Image-text matching: which text stands beside an image, and whether it counts as its own.
 *
 * A negative is conditioned on labels: the text of another example whose labels differ.
 *
 * @module
 */
import type { Stream } from "../../model/random.ts";

/** Draws of the original before it gives up. */
export const MAX_DRAWS = 300;

/**
 * What makes two examples' labels equal.
 *
 * `words`: the same words in any order, as the original compares (`token_sort_ratio == 100`):
 * "Pleural Effusion, Lung Opacity" equals "Lung Effusion, Pleural Opacity".
 * `set`: the same set of labels.
 */
export type LabelMatch = "words" | "set";

/**
 * A text that is equal for two examples exactly when their labels count as equal. Computed once per
 * example, it makes a draw one string comparison.
 *
 * For `words`: lower-cased, non-alphanumerics (but `_`) replaced by blanks, the words of all labels
 * sorted; repeated words count. Source: fuzzywuzzy 0.18 `token_sort_ratio`; reference/spec.md 3.2.
 *
 * @param labels Names of the labels an example has.
 */
export function labelBag(labels: readonly string[], match: LabelMatch): string {
  if (match === "set") return JSON.stringify([...new Set(labels)].sort());
  const words = labels.join(" ").toLowerCase().split(/[^\p{L}\p{N}_]+/u);
  return words.filter((word) => word !== "").sort().join(" ");
}

/** The text drawn for one image. */
export interface DrawnText {
  /** Index of the example that gives the text. */
  readonly source: number;
  /** Target of the matching head: 1 the image's own text, 0 a negative. */
  readonly aligned: 0 | 1;
  /** A negative was wanted and none found: the own text is used. To be counted and reported. */
  readonly exhausted: boolean;
}

/**
 * Draws the text for an image: its own with probability 1/2, else the text of the first of up to
 * {@linkcode MAX_DRAWS} random examples whose labels differ.
 *
 * Source: `data/dataset_origin.py:170-194` of MedViLL (reference/spec.md section 3.2). The original
 * fails when every draw has equal labels; here the own text is used and marked as `exhausted`.
 *
 * @param own Index of the image's example.
 * @param bags {@linkcode labelBag} of every example of the split.
 * @param stream The randomness of this example and step.
 */
export function drawText(own: number, bags: readonly string[], stream: Stream): DrawnText {
  if (stream.uniform() > 0.5) return { source: own, aligned: 1, exhausted: false };
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const source = stream.int(bags.length);
    if (bags[source] !== bags[own]) return { source, aligned: 0, exhausted: false };
  }
  return { source: own, aligned: 1, exhausted: true };
}

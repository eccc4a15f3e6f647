/**
 * The pairs of images and reports that retrieval learns from.
 *
 * @module
 */
import type { Stream } from "../model/random.ts";
import { MAX_DRAWS } from "./pretrain/negatives.ts";

/** Rows of the studies that give the image and the report of a pair. */
export interface RetrievalPair {
  readonly image: number;
  readonly text: number;
}

/**
 * A pair that does not belong together: the own report beside an image, or the own image beside a
 * report, of a study with other labels.
 *
 * Source: `downstream_task/retrieval/retrieval.py:81-110` of MedViLL (reference/spec.md section
 * 5.2), which fails when {@linkcode MAX_DRAWS} draws have equal labels.
 *
 * @param bags `labelBag` of every study.
 * @returns undefined if no study with other labels was found.
 */
export function drawNegative(
  own: number,
  bags: readonly string[],
  stream: Stream,
): RetrievalPair | undefined {
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const other = stream.int(bags.length);
    if (bags[other] === bags[own]) continue;
    return stream.uniform() > 0.5 ? { image: other, text: own } : { image: own, text: other };
  }
  return undefined;
}

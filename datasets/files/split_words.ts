/**
 * How tables call the splits.
 *
 * @module
 */

import type { Split } from "../dataset.ts";

/** Lower-case words for the splits. */
export const SPLIT_WORDS: ReadonlyMap<string, Split> = new Map<string, Split>([
  ["train", "train"],
  ["valid", "valid"],
  ["validate", "valid"],
  ["validation", "valid"],
  ["val", "valid"],
  ["dev", "valid"],
  ["test", "test"],
]);

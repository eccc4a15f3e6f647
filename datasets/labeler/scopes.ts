/**
 * Whether a mention of a finding is meant, denied or left open.
 *
 * @module
 */

import type { LabelValue } from "../dataset.ts";
import {
  BREAKS,
  DENIED_AFTER,
  DENIED_BEFORE,
  NO_CHANGE,
  OPEN_AFTER,
  OPEN_BEFORE,
  OR,
  TOLD_BEFORE,
} from "./cues.ts";
import { anyOf, tester } from "./patterns.ts";

const BREAK = anyOf(BREAKS);
const NO_DENIAL = anyOf(NO_CHANGE);
const isTold = tester(TOLD_BEFORE);
const isOpenBefore = tester(OPEN_BEFORE);
const isOpenAfter = tester(OPEN_AFTER);
const isDeniedBefore = tester(DENIED_BEFORE);
const isDeniedAfter = tester(DENIED_AFTER);
/** Of two alternatives the second, and the first. */
const isSecond = tester([`(?:${OR.join("|")}) (?:[a-z]+ )?$`]);
const isFirst = tester([`^(?: [a-z]+){0,2}(?: /)? (?:${OR.join("|")})`]);

/**
 * What a sentence says of the finding mentioned at `start` to `end`. A cue reaches from where it
 * stands to the mention, unless a break lies between.
 *
 * An open finding that is also denied (`cannot exclude`, `may not be`) is open; in a denial, `or`
 * joins what is denied.
 *
 * @returns null if it is told of the patient and not seen.
 */
export function statusOf(sentence: string, start: number, end: number): LabelValue {
  const before = sentence.slice(0, start).split(BREAK).at(-1)!.replace(NO_DENIAL, "");
  const after = sentence.slice(end).split(BREAK)[0]!;
  if (isTold(before)) return null;
  if (isOpenBefore(before) || isOpenAfter(after)) return -1;
  if (isDeniedBefore(before) || isDeniedAfter(after)) return 0;
  return isSecond(before) || isFirst(after) ? -1 : 1;
}

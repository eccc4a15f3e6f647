/**
 * What the images of a dataset give away: missing ones, broken ones, and copies.
 *
 * @module
 */

import type { Example } from "../dataset.ts";
import { count, type Finding, finding } from "./finding.ts";
import { acrossSplits, namesOf } from "./groups.ts";
import { nearImages } from "./near_images.ts";
import type { ImageScan } from "./scan.ts";

/** Findings about images, and groups of studies in different splits whose images look alike. */
export interface ImageFindings {
  readonly findings: readonly Finding[];
  readonly leaks: readonly (readonly number[])[];
}

/** Warnings about missing and broken images and copies within a split; a leak, if across splits. */
export function checkImages(
  examples: readonly Example[],
  { hashes, broken }: ImageScan,
): ImageFindings {
  const isBroken = new Set(broken.map(({ index }) => index));
  const readable = [...examples.keys()].filter((index) => !isBroken.has(index));
  const groups = nearImages(hashes, readable);
  const leaks = groups.filter((group) => acrossSplits(examples, group));
  const within = groups.filter((group) => !acrossSplits(examples, group));
  const named = (group: readonly number[]) => namesOf(examples, group);
  const say = (level: Finding["level"], number: number, text: string, about: readonly string[]) =>
    number === 0 ? [] : [finding(level, text, about)];
  const findings = ([["missing", true], ["undecodable", false]] as const).flatMap(([what, is]) => {
    const own = broken.filter(({ missing }) => missing === is);
    const text = `${count(own.length, `${what} image`)}`;
    return say("warning", own.length, text, own.map(({ reason }) => reason));
  });
  const alike = (found: readonly (readonly number[])[]) =>
    `${count(found.length, "image")} of ${count(found.flat().length, "study", "studies")}`;
  findings.push(
    ...say("leak", leaks.length, `${alike(leaks)} in more than one split`, leaks.map(named)),
    ...say("warning", within.length, `${alike(within)} repeated in a split`, within.map(named)),
  );
  return { findings, leaks };
}

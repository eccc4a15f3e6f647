/**
 * What several datasets share: pre-training on one leaks into tests on the other.
 *
 * @module
 */

import type { Dataset } from "../dataset.ts";
import { countSplits } from "./counts.ts";
import { count, type Finding, finding } from "./finding.ts";
import { acrossSplits, namesOf } from "./groups.ts";
import { nearImages } from "./near_images.ts";
import { repeatedReports } from "./reports.ts";
import { imageOf, type ImageScan } from "./scan.ts";
import { findingsSheet } from "./sheet.ts";
import { brokenOf, type DatasetReport, leaksFirst, type Look } from "./verify.ts";

/**
 * Says what several datasets share.
 *
 * An image of two datasets is a leak where its copies stand in different splits, and a warning where
 * they stand in one; equal reports are notes. What one dataset repeats is in its own report.
 */
export async function reportTogether(
  looks: readonly Look[],
  sheet = false,
): Promise<DatasetReport> {
  const dataset = joined(looks);
  const scan = joinedScan(looks);
  const { examples } = dataset;
  const broken = brokenOf(scan);
  const owner = looks.flatMap(({ dataset }, k) => dataset.examples.map(() => k));
  const isShared = (group: readonly number[]) =>
    group.some((index) => owner[index] !== owner[group[0]!]);
  const readable = [...examples.keys()].filter((index) => !broken.has(index));
  const images = nearImages(scan.hashes, readable).filter(isShared);
  const reports = repeatedReports(examples).filter(isShared);
  const say = (
    level: Finding["level"],
    what: string,
    groups: readonly number[][],
    where: string,
  ) => {
    if (groups.length === 0) return [];
    const text = `${count(groups.length, what)} of ${
      count(groups.flat().length, "study", "studies")
    } in several datasets, ${where}`;
    return [finding(level, text, groups.map((group) => namesOf(examples, group)))];
  };
  const leaks = images.filter((group) => acrossSplits(examples, group));
  const others = images.filter((group) => !acrossSplits(examples, group));
  return {
    name: looks.map(({ name }) => name).join(", "),
    kind: "together",
    counts: countSplits(examples),
    prevalence: [],
    findings: leaksFirst([
      ...say("leak", "image", leaks, "in more than one split"),
      ...say("warning", "image", others, "in one split"),
      ...say("note", "report", reports, "whatever the split"),
    ]),
    sheet: sheet ? await findingsSheet(dataset, leaks, broken) : undefined,
  };
}

/** All studies, without labels; ids and patients have the dataset's name before them. */
function joined(looks: readonly Look[]): Dataset {
  const places = looks.flatMap(({ dataset }) =>
    dataset.examples.map((_, index) => ({ dataset, index }))
  );
  return {
    labelNames: [],
    examples: looks.flatMap(({ name, dataset }) =>
      dataset.examples.map((example) => ({
        ...example,
        id: `${name} ${example.id}`,
        patient: `${name} ${example.patient}`,
        labels: [],
      }))
    ),
    fingerprint: () => Promise.resolve(""),
    image: (at, size) => imageOf(places[at]!.dataset, places[at]!.index, size),
  };
}

function joinedScan(looks: readonly Look[]): ImageScan {
  const hashes = new Uint32Array(looks.reduce((sum, { scan }) => sum + scan.hashes.length, 0));
  let [word, study] = [0, 0];
  const broken = looks.flatMap(({ scan, dataset }) => {
    hashes.set(scan.hashes, word);
    const own = scan.broken.map((one) => ({ ...one, index: one.index + study }));
    word += scan.hashes.length;
    study += dataset.examples.length;
    return own;
  });
  return { hashes, broken };
}

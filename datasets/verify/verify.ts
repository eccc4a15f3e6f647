/**
 * Looks datasets through before anything is trained on them.
 *
 * @module
 */

import type { Dataset } from "../dataset.ts";
import { type DatasetConfig, openDataset } from "../registry.ts";
import { countSplits, type SplitCounts } from "./counts.ts";
import type { Finding } from "./finding.ts";
import { checkImages } from "./images.ts";
import { checkPatients } from "./patients.ts";
import { checkPrevalence, labelPrevalence, type Prevalence } from "./prevalence.ts";
import { comparePublished } from "./published.ts";
import { checkReports } from "./reports.ts";
import { type ImageScan, scanImages } from "./scan.ts";
import { findingsSheet, type Sheet } from "./sheet.ts";

/** What was found, leaks first. */
export interface DatasetReport {
  readonly name: string;
  readonly kind: string;
  readonly counts: SplitCounts;
  readonly prevalence: readonly Prevalence[];
  readonly findings: readonly Finding[];
  /** Only where one was asked for and an image can be read. */
  readonly sheet?: Sheet;
}

/** A dataset of which everything was read once: its examples, and 128 bytes of each image. */
export interface Look {
  /** The dataset's name in reports. */
  readonly name: string;
  readonly config: DatasetConfig;
  readonly dataset: Dataset;
  readonly scan: ImageScan;
}

/** How to look. */
export interface VerifyOptions {
  /** The dataset's name in the report. */
  readonly name: string;
  /**
   * Whether to make a contact sheet.
   * @default false
   */
  readonly sheet?: boolean;
  /** Called after every image. */
  readonly onProgress?: (done: number, total: number) => void;
}

const LEVELS = ["leak", "warning", "note"] as const;

/**
 * Reads everything of a dataset once.
 *
 * @throws {Error} naming file and row, if a table or report cannot be read; images may be broken.
 */
export async function lookThrough(
  config: DatasetConfig,
  { name, onProgress = () => {} }: VerifyOptions,
): Promise<Look> {
  const lenient = "damaged" in config ? { ...config, damaged: "skip" as const } : config;
  const dataset = await openDataset(lenient);
  return { name, config, dataset, scan: await scanImages(dataset, onProgress) };
}

/** Says what was found in a dataset. */
export async function reportOn(
  { name, config, dataset, scan }: Look,
  sheet = false,
): Promise<DatasetReport> {
  const { examples } = dataset;
  const counts = countSplits(examples);
  const prevalence = labelPrevalence(dataset);
  const images = checkImages(examples, scan);
  const sizes = {
    train: counts.train.studies,
    valid: counts.valid.studies,
    test: counts.test.studies,
  };
  const findings = [
    ...comparePublished(config, counts),
    ...checkPatients(examples),
    ...images.findings,
    ...checkReports(examples),
    ...checkPrevalence(prevalence, sizes),
  ];
  return {
    name,
    kind: config.kind,
    counts,
    prevalence,
    findings: leaksFirst(findings),
    sheet: sheet ? await findingsSheet(dataset, images.leaks, brokenOf(scan)) : undefined,
  };
}

/** {@link lookThrough}, then {@link reportOn}. */
export async function verifyDataset(
  config: DatasetConfig,
  options: VerifyOptions,
): Promise<DatasetReport> {
  return await reportOn(await lookThrough(config, options), options.sheet);
}

/** Whether what is tested on is also learned from. */
export function leaks({ findings }: DatasetReport): boolean {
  return findings.some(({ level }) => level === "leak");
}

/** Findings by level; of one level in order. */
export function leaksFirst(findings: readonly Finding[]): Finding[] {
  return LEVELS.flatMap((level) => findings.filter((one) => one.level === level));
}

/** Indices of images that cannot be shown. */
export function brokenOf({ broken }: ImageScan): ReadonlySet<number> {
  return new Set(broken.map(({ index }) => index));
}

/**
 * Looks a dataset through before anything is trained on it.
 *
 * @module
 */

import { type DatasetConfig, openDataset } from "../registry.ts";
import { countSplits, type SplitCounts } from "./counts.ts";
import type { Finding } from "./finding.ts";
import { checkImages } from "./images.ts";
import { checkPatients } from "./patients.ts";
import { checkPrevalence, labelPrevalence, type Prevalence } from "./prevalence.ts";
import { comparePublished } from "./published.ts";
import { checkReports } from "./reports.ts";
import { scanImages } from "./scan.ts";
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
 * Reads everything of a dataset once. Memory holds its examples and 128 bytes of each image.
 *
 * @throws {Error} naming file and row, if a table or report cannot be read; images may be broken.
 */
export async function verifyDataset(
  config: DatasetConfig,
  { name, sheet = false, onProgress = () => {} }: VerifyOptions,
): Promise<DatasetReport> {
  const lenient = "damaged" in config ? { ...config, damaged: "skip" as const } : config;
  const dataset = await openDataset(lenient);
  const { examples } = dataset;
  const counts = countSplits(examples);
  const prevalence = labelPrevalence(dataset);
  const scan = await scanImages(dataset, onProgress);
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
  const broken = new Set(scan.broken.map(({ index }) => index));
  return {
    name,
    kind: config.kind,
    counts,
    prevalence,
    findings: LEVELS.flatMap((level) => findings.filter((one) => one.level === level)),
    sheet: sheet ? await findingsSheet(dataset, images.leaks, broken) : undefined,
  };
}

/** Whether what is tested on is also learned from. */
export function leaks({ findings }: DatasetReport): boolean {
  return findings.some(({ level }) => level === "leak");
}

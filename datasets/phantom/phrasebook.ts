/**
 * The language of a phantom site.
 *
 * @module
 */

import type { Finding, FindingKind, Side, Zone } from "./findings.ts";

/** A sentence that says some labels are absent. */
export interface Denial {
  readonly text: string;
  /** Names of {@link FINDINGS}. */
  readonly denies: readonly string[];
}

/** A sentence that leaves one label open. */
export interface Doubt {
  readonly text: string;
  readonly doubts: string;
}

/** A sentence about the patient that the picture cannot show. */
export interface History {
  readonly text: string;
  /** Kinds it goes with; with none it goes with every study. */
  readonly suits: readonly FindingKind[];
}

/** What findings are called: their kinds, for devices, fractures and several nodules sub-kinds. */
export const TOPICS = [
  "cardiomegaly",
  "mediastinum",
  "nodule",
  "nodules",
  "edema",
  "consolidation",
  "pneumonia",
  "atelectasis",
  "pneumothorax",
  "effusion",
  "thickening",
  "rib",
  "clavicle",
  "pacemaker",
  "line",
  "chest-tube",
  "tracheal-tube",
] as const;

export type Topic = (typeof TOPICS)[number];

/** Phrase banks; `{size}`, `{side}`, `{where}` and `{count}` are filled in from the finding. */
export interface Phrasebook {
  readonly sides: Readonly<Record<Side | "both", string>>;
  readonly grades: readonly [string, string, string];
  /** Place of a finding, by side and zone. */
  where(side: Side, zone: Zone): string;
  readonly counts: readonly [one: string, two: string, three: string];
  readonly present: Readonly<Record<Topic, readonly string[]>>;
  /** For studies that show a finding. */
  readonly denials: readonly Denial[];
  /** Openings of the report of a study that shows none. */
  readonly normal: readonly Denial[];
  readonly doubts: readonly Doubt[];
  readonly history: readonly History[];
  /** Closing remarks that say nothing about labels. */
  readonly remarks: readonly string[];
  /** Puts the parts in the site's order. */
  compose(parts: ReportParts): string;
}

/** The sentences of a report. */
export interface ReportParts {
  readonly history: string;
  readonly findings: readonly string[];
  readonly denials: readonly string[];
  readonly remark: string;
}

/** The topic of a finding. */
export function topicOf(finding: Finding): Topic {
  if (finding.kind === "device" || finding.kind === "fracture") return finding.form as Topic;
  return finding.kind === "nodule" && finding.count > 1 ? "nodules" : finding.kind;
}

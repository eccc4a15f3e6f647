/**
 * What can be seen in a phantom: the latent truth that picture, report, labels and questions share.
 *
 * @module
 */

/** The patient's side; the patient's right is on the left of the picture. */
export type Side = "right" | "left";
export type Zone = "upper" | "middle" | "lower";
/** 0 small or mild, 1 moderate, 2 large or marked. */
export type Grade = 0 | 1 | 2;

/** Every kind of finding that can be drawn. */
export const FINDING_KINDS = [
  "cardiomegaly",
  "mediastinum",
  "nodule",
  "edema",
  "consolidation",
  "pneumonia",
  "atelectasis",
  "pneumothorax",
  "effusion",
  "thickening",
  "fracture",
  "device",
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** What a device or a fracture looks like; `""` for the other kinds. */
export type Form = "" | "rib" | "clavicle" | "pacemaker" | "line" | "chest-tube" | "tracheal-tube";

/** One finding of one study. */
export interface Finding {
  readonly kind: FindingKind;
  /** `both` for edema and bilateral effusions; midline findings have `both` as well. */
  readonly side: Side | "both";
  readonly zone: Zone;
  readonly grade: Grade;
  /** Where inside its grade the finding lies, 0 to 1. */
  readonly extent: number;
  readonly form: Form;
  /** How many (nodules, broken ribs); 1 for the other kinds. */
  readonly count: number;
}

/** The label of {@link FINDINGS} that a finding is evidence for. */
export const LABEL_OF: Readonly<Record<FindingKind, string>> = {
  cardiomegaly: "Cardiomegaly",
  mediastinum: "Enlarged Cardiomediastinum",
  nodule: "Lung Lesion",
  edema: "Edema",
  consolidation: "Consolidation",
  pneumonia: "Pneumonia",
  atelectasis: "Atelectasis",
  pneumothorax: "Pneumothorax",
  effusion: "Pleural Effusion",
  thickening: "Pleural Other",
  fracture: "Fracture",
  device: "Support Devices",
};

/** A finding's strength from 0 (least of grade 0) to 1 (most of grade 2). */
export function strength(finding: Finding): number {
  return (finding.grade + finding.extent) / 3;
}

/** The sides a finding is on. */
export function sidesOf(finding: Finding): readonly Side[] {
  return finding.side === "both" ? ["right", "left"] : [finding.side];
}

/** -1 for the patient's right (left of the picture), +1 for the left. */
export function signOf(side: Side): -1 | 1 {
  return side === "right" ? -1 : 1;
}

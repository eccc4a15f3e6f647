/**
 * The dataset contract: studies with one frontal radiograph, a report, labels and questions.
 *
 * @module
 */

/** The 14 CheXpert-style labels, in CheXpert's order. */
export const FINDINGS = [
  "No Finding",
  "Enlarged Cardiomediastinum",
  "Cardiomegaly",
  "Lung Lesion",
  "Lung Opacity",
  "Edema",
  "Consolidation",
  "Pneumonia",
  "Atelectasis",
  "Pneumothorax",
  "Pleural Effusion",
  "Pleural Other",
  "Fracture",
  "Support Devices",
] as const;

export type Split = "train" | "valid" | "test";

/** What to do about an image that cannot be read: stop, or leave its study out and say so. */
export type OnDamage = "fail" | "skip";

/** 1 present, 0 absent, -1 uncertain, null not mentioned. */
export type LabelValue = 1 | 0 | -1 | null;

/** A question about one study's image. */
export interface Question {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  /** `closed` questions have a yes/no or a listed answer. */
  readonly type: "closed" | "open";
  /** Body part: `chest`, `head`, `abdomen`. */
  readonly organ: string;
}

/** One study. */
export interface Example {
  readonly id: string;
  /** Studies of one patient stand in two splits only where the dataset's owners put them there. */
  readonly patient: string;
  readonly split: Split;
  /** The report; empty where the dataset has none. */
  readonly text: string;
  /** One value per name in {@link Dataset.labelNames}. */
  readonly labels: readonly LabelValue[];
  readonly questions: readonly Question[];
}

/** An opened dataset: examples in memory, images on demand. */
export interface Dataset {
  readonly labelNames: readonly string[];
  readonly examples: readonly Example[];
  /** @default "fail" */
  readonly damaged?: OnDamage;
  /** Side of the only images there are, of a prepared folder; else they come in any size. */
  readonly imageSize?: number;
  /**
   * Everything outside the config that can change the content: a digest of what was loaded, or ""
   * for a generated dataset. A moved folder keeps its digest.
   *
   * @throws {Error} naming a file, if it cannot be read.
   */
  fingerprint(): Promise<string>;
  /**
   * The radiograph of `examples[index]`, grey, resized to `size` × `size`.
   *
   * @returns Row-major 8-bit pixels `[size, size]`, 0 black.
   * @throws {Error} naming the file, if it cannot be decoded or has another size only.
   */
  image(index: number, size: number): Promise<Uint8Array>;
}

/** Everything that can change a dataset's content and nothing that cannot (such as its folder). */
export interface DatasetIdentity {
  readonly kind: string;
  readonly kindVersion: number;
  /** The config without the paths whose content the fingerprint covers. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
}

/** A kind of dataset, named by `kind:` in a spec. */
export interface DatasetKind<Config> {
  readonly kind: string;
  /** Changes when the same config would give other examples or images. */
  readonly version: number;
  /** One line for a list of kinds. */
  readonly summary: string;
  /** Fields of the config that only say where something lies; the fingerprint covers what it is. */
  readonly paths: readonly (keyof Config)[];
  open(config: Config): Promise<Dataset>;
}

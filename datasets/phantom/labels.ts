/**
 * CheXpert-style labels of a phantom study.
 *
 * | value | when |
 * |---|---|
 * | 1 | the picture shows the finding, or a child of it in CheXpert's hierarchy |
 * | 0 | it does not, and the report denies it |
 * | -1 | it does not, and the report leaves it open |
 * | null | it does not, and the report is silent |
 *
 * "No Finding" is 1 when no other label but Support Devices is 1 or -1, else null. A finding that
 * the report leaves out stays 1: labels follow the picture.
 *
 * Source: Irvin et al., "CheXpert", AAAI 2019, figure 1 (hierarchy) and the labeler's rule for
 * No Finding.
 *
 * @module
 */

import { FINDINGS, type LabelValue } from "../dataset.ts";

/** Parents of labels in CheXpert's hierarchy. */
const PARENTS: Readonly<Record<string, string>> = {
  Cardiomegaly: "Enlarged Cardiomediastinum",
  Edema: "Lung Opacity",
  Consolidation: "Lung Opacity",
  Pneumonia: "Consolidation",
  "Lung Lesion": "Lung Opacity",
  Atelectasis: "Lung Opacity",
};

/** The labels and all their ancestors. */
export function withParents(labels: Iterable<string>): Set<string> {
  const all = new Set<string>();
  for (let label of labels) {
    while (label !== undefined && !all.has(label)) {
      all.add(label);
      label = PARENTS[label]!;
    }
  }
  return all;
}

/** One value per name in {@link FINDINGS}. */
export function labelsOf(
  shown: Iterable<string>,
  denied: ReadonlySet<string>,
  doubted: ReadonlySet<string>,
): LabelValue[] {
  const present = withParents(shown);
  const sick = doubted.size > 0 || [...present].some((label) => label !== "Support Devices");
  return FINDINGS.map((name) => {
    if (name === "No Finding") return sick ? null : 1;
    if (present.has(name)) return 1;
    if (doubted.has(name)) return -1;
    return denied.has(name) ? 0 : null;
  });
}

/**
 * Clinical efficacy: whether generated texts say the findings that their references say.
 *
 * @module
 */
import { checkShape } from "./rows.ts";
import type { Sums } from "./sums.ts";

/** `[texts, categories]`: 1 present, 0 absent, -1 uncertain, null not mentioned. */
export type LabelTable = readonly (readonly (1 | 0 | -1 | null)[])[];

/**
 * Compares the labels of generated texts with those of their references.
 *
 * Macro: means over the categories where defined. `label_accuracy_macro` counts equal labels, two
 * unmentioned ones too. `label_precision_mentioned_macro` is the share of the labels mentioned by
 * hypotheses, `label_recall_mentioned_macro` of those mentioned by references, that the other side
 * has with the same value, and `label_f1_mentioned_macro` the harmonic mean of a category's two,
 * undefined where one of them is; `label_f1_mentioned_undefined` counts these categories, which
 * include those that the hypotheses never mention.
 *
 * Micro, over all labels: `label_precision_positive_micro`, `label_recall_positive_micro` and
 * `label_f1_positive_micro` ask for the value 1 alone.
 *
 * Source: `bleu.py:78-178` of MedViLL for macro, its `report_label_eval.py` for micro
 * (reference/spec.md section 5.6). The original fails where a category has one value only, and it
 * drops the first report.
 *
 * @returns null where undefined: nothing was mentioned, or was positive.
 * @throws {RangeError} If the shapes differ, or there is no text or no category.
 */
export function labelAgreement(
  hypotheses: LabelTable,
  references: LabelTable,
): Record<string, number | null> {
  const width = references[0]?.length ?? 0;
  checkShape(references, hypotheses, width);
  const pairs = hypotheses.map((row, i) =>
    row.map((value, j): Pair => [value, references[i]![j]!])
  );
  const columns = Array.from({ length: width }, (_, j) => pairs.map((row) => row[j]!));
  const mentioned = columns.map((column) => count(column, (value) => value !== null));
  const positive = count(pairs.flat(), (value) => value === 1);
  const f1 = mentioned.map((counts) =>
    counts.hypotheses === 0 || counts.references === 0 ? null : f1Of(counts)
  );
  return {
    label_accuracy_macro: mean(columns.map((column) => count(column, () => true)).map(precision)),
    label_precision_mentioned_macro: mean(mentioned.map(precision)),
    label_recall_mentioned_macro: mean(mentioned.map(recall)),
    label_f1_mentioned_macro: mean(f1),
    label_f1_mentioned_undefined: f1.filter((value) => value === null).length,
    label_precision_positive_micro: precision(positive),
    label_recall_positive_micro: recall(positive),
    label_f1_positive_micro: f1Of(positive),
  };
}

/**
 * The micro metrics of {@linkcode labelAgreement} as functions of sums over the texts.
 *
 * @throws {RangeError} As {@linkcode labelAgreement}.
 */
export function labelAgreementSums(hypotheses: LabelTable, references: LabelTable): Sums {
  checkShape(references, hypotheses, references[0]?.length ?? 0);
  return {
    names: [
      "label_precision_positive_micro",
      "label_recall_positive_micro",
      "label_f1_positive_micro",
    ],
    addends: hypotheses.map((row, i) => {
      const pairs = row.map((value, j): Pair => [value, references[i]![j]!]);
      const counts = count(pairs, (value) => value === 1);
      return [counts.equal, counts.hypotheses, counts.references];
    }),
    values([equal = 0, hypotheses = 0, references = 0]) {
      const counts = { equal, hypotheses, references };
      return [precision(counts), recall(counts), f1Of(counts)];
    },
  };
}

type Label = LabelTable[number][number];
/** Of hypothesis and reference. */
type Pair = readonly [Label, Label];

/** Labels that count: equal on both sides, of hypotheses, of references. */
interface Counts {
  readonly equal: number;
  readonly hypotheses: number;
  readonly references: number;
}

function count(pairs: readonly Pair[], counts: (label: Label) => boolean): Counts {
  return {
    equal: pairs.filter(([a, b]) => a === b && counts(a)).length,
    hypotheses: pairs.filter(([label]) => counts(label)).length,
    references: pairs.filter(([, label]) => counts(label)).length,
  };
}

const precision = ({ equal, hypotheses }: Counts) => ratio(equal, hypotheses);
const recall = ({ equal, references }: Counts) => ratio(equal, references);
const f1Of = ({ equal, hypotheses, references }: Counts) =>
  ratio(2 * equal, hypotheses + references);

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Over the values that are defined. */
function mean(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return ratio(defined.reduce((sum, value) => sum + value, 0), defined.length);
}

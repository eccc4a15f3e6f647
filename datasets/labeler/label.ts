/**
 * Labels of a radiology report by rules: mention, denial, doubt.
 *
 * @module
 */

import { FINDINGS, type LabelValue } from "../dataset.ts";
import { CONVENTIONS } from "./conventions.ts";
import { anyOf } from "./patterns.ts";
import { type Mentionable, OTHER_SIGNS, SIGNS } from "./phrases.ts";
import { statusOf } from "./scopes.ts";
import { sentencesOf } from "./sentences.ts";
import { SILHOUETTES, silhouetteStatus } from "./silhouettes.ts";

const NAMES = FINDINGS.filter((name): name is Mentionable => name !== "No Finding");
const RULES = NAMES.map((finding) => ({
  sign: anyOf(SIGNS[finding]),
  formula: anyOf(CONVENTIONS[finding] ?? ["(?!)"]),
  silhouette: SILHOUETTES.find((silhouette) => silhouette.finding === finding),
}));
const OTHER = anyOf(OTHER_SIGNS);

/**
 * The labels that a report's words support, in the order of {@link FINDINGS}.
 *
 * Of several mentions the strongest counts: 1 (said to be there), -1 (left open), 0 (denied), null
 * (not mentioned). "No Finding" is 1 when no other finding but Support Devices is 1 or -1 and no
 * other abnormality is told, else null, as for a report that says nothing.
 *
 * Every label stands for its own words, as in the published labels of Open-I: a report that names
 * cardiomegaly does not thereby name an enlarged cardiomediastinum.
 *
 * Upper and lower case, blanks around marks, and line breaks make no difference.
 */
export function labelReport(text: string): LabelValue[] {
  const sentences = sentencesOf(text);
  const values = RULES.map(({ sign, formula, silhouette }) =>
    strongest(sentences.flatMap((sentence) => {
      if (sentence.search(formula) >= 0) return [1];
      const said = statuses(sentence, sign);
      if (said.length > 0 || !silhouette || sentence.search(silhouette.name) < 0) return said;
      return [silhouetteStatus(silhouette, sentence)];
    }))
  );
  const others = strongest(sentences.flatMap((sentence) => statuses(sentence, OTHER)));
  const isSick = [others, ...values.filter((_, k) => NAMES[k] !== "Support Devices")]
    .some((value) => value === 1 || value === -1);
  const noFinding = isSick || sentences.length === 0 ? null : 1;
  return FINDINGS.map((name) => name === "No Finding" ? noFinding : values[NAMES.indexOf(name)]!);
}

/** {@link labelReport} by name. */
export function namedLabels(text: string): Record<string, LabelValue> {
  const labels = labelReport(text);
  return Object.fromEntries(FINDINGS.map((name, k) => [name, labels[k]!]));
}

function statuses(sentence: string, sign: RegExp): LabelValue[] {
  return Array.from(
    sentence.matchAll(sign),
    ({ 0: { length }, index }) => statusOf(sentence, index, index + length),
  );
}

const ORDER: readonly LabelValue[] = [1, -1, 0];

function strongest(values: readonly LabelValue[]): LabelValue {
  return ORDER.find((value) => values.includes(value)) ?? null;
}

/**
 * Labels of a radiology report by rules: mention, denial, doubt.
 *
 * @module
 */

import { FINDINGS, type LabelValue } from "../dataset.ts";
import { NAMES, OUTLINES, PASSED_OVER, type Phrases, PRESENT } from "./conventions.ts";
import { anyOf } from "./patterns.ts";
import { type Mentionable, OTHER_SIGNS, SIGNS } from "./phrases.ts";
import { statusOf } from "./scopes.ts";
import { sentencesOf } from "./sentences.ts";
import { SILHOUETTES, silhouetteStatus } from "./silhouettes.ts";

/**
 * How reports are read: `published` follows the published labels of Open-I where they say another
 * thing than the words (`conventions.ts`), `words` does not.
 */
export type Reading = "published" | "words";

/** What is looked for in a sentence for one finding. */
interface Rule {
  readonly sign: RegExp;
  /** Names that are a label by what is said of them. */
  readonly silhouette: RegExp;
  /** Of those, names that count as the finding where nothing is said of them. */
  readonly outline: RegExp;
  readonly present: RegExp;
  readonly passedOver: RegExp;
}

const FOUND = FINDINGS.filter((name): name is Mentionable => name !== "No Finding");
const RULES: Readonly<Record<Reading, readonly Rule[]>> = {
  published: FOUND.map((finding) => ruleOf(finding, true)),
  words: FOUND.map((finding) => ruleOf(finding, false)),
};
const OTHER = anyOf(OTHER_SIGNS);

function ruleOf(finding: Mentionable, isPublished: boolean): Rule {
  const of = (phrases: Phrases) => isPublished ? phrases[finding] ?? [] : [];
  return {
    sign: anyOf([...SIGNS[finding], ...of(NAMES)]),
    silhouette: SILHOUETTES.find((one) => one.finding === finding)?.name ?? anyOf([]),
    outline: anyOf(of(OUTLINES)),
    present: anyOf(of(PRESENT)),
    passedOver: anyOf(of(PASSED_OVER)),
  };
}

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
export function labelReport(text: string, reading: Reading = "published"): LabelValue[] {
  const sentences = sentencesOf(text);
  const values = RULES[reading].map((rule) =>
    strongest(sentences.flatMap((sentence) => said(rule, sentence)))
  );
  const others = strongest(sentences.flatMap((sentence) => statuses(sentence, OTHER)));
  const isSick = [others, ...values.filter((_, k) => FOUND[k] !== "Support Devices")]
    .some((value) => value === 1 || value === -1);
  const noFinding = isSick || sentences.length === 0 ? null : 1;
  return FINDINGS.map((name) => name === "No Finding" ? noFinding : values[FOUND.indexOf(name)]!);
}

function said(rule: Rule, sentence: string): LabelValue[] {
  const has = (phrases: RegExp) => sentence.search(phrases) >= 0;
  if (has(rule.present)) return [1];
  const values = meant(rule, sentence);
  return has(rule.passedOver) ? values.filter((value) => value !== 1) : values;
}

/** What the words say. */
function meant(rule: Rule, sentence: string): LabelValue[] {
  const signs = statuses(sentence, rule.sign);
  if (signs.length > 0) return signs;
  const isOutline = sentence.search(rule.outline) >= 0;
  if (!isOutline && sentence.search(rule.silhouette) < 0) return [];
  return [silhouetteStatus(sentence) ?? (isOutline ? 1 : null)];
}

/** {@link labelReport} by name. */
export function namedLabels(text: string, reading?: Reading): Record<string, LabelValue> {
  const labels = labelReport(text, reading);
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

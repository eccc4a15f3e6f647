/**
 * What a report of either site names, read back from its words: how right generated reports are about
 * findings and their sides.
 *
 * Words that decide are enough, as generated sentences need not be any of the phrasebook's.
 *
 * @module
 */
import type { Side } from "./findings.ts";
import type { Topic } from "./phrasebook.ts";

/** What names a finding; the first that a sentence has is its finding. */
const NAMES = [
  ["effusion", /effusion|pleural fluid/],
  ["pneumothorax", /pneumothorax|\bptx\b/],
  ["thickening", /pleural (thickening|rind|scarring)/],
  ["edema", /edema/],
  ["chest-tube", /chest tube|pleural drain|thoracostomy/],
  ["tracheal-tube", /endotracheal|\bett\b|intubated/],
  ["pacemaker", /pacemaker|\bpacer\b|cardiac device/],
  ["line", /catheter|\bcvc\b|subclavian line/],
  ["rib", /\bribs?\b/],
  ["clavicle", /clavicle|collarbone/],
  ["atelectasis", /atelectasis|collapse/],
  ["consolidation", /consolidation|airspace disease/],
  ["pneumonia", /pneumonia|\bpna\b|infiltrate/],
  ["nodule", /nodul|\bmass\b|coin lesion/],
  ["cardiomegaly", /cardiomegaly|(heart|silhouette) is enlarged|cardiac enlargement|heart shadow/],
  ["mediastinum", /widen|wide mediastinum/],
] as const satisfies readonly (readonly [Topic, RegExp])[];

/** A sentence with one of these denies, or leaves open. */
const DENIAL =
  /\bno\b|\bnot\b|normal|clear|sharp|intact|unremarkable|cannot|possible|may be|\? ?(early|minor)/;
const RIGHT = /\b(right|rt)\b(?! ventricle)/;
const LEFT = /\b(left|lt)\b/;

/** A finding by name; nodules in any number are one. */
export type NamedFinding = (typeof NAMES)[number][0];

/** The findings that a report names, each with the sides that it is said to be on. */
export function namedFindings(report: string): Map<NamedFinding, Set<Side>> {
  const found = new Map<NamedFinding, Set<Side>>();
  for (const sentence of report.toLowerCase().split(/[.;]/)) {
    const name = NAMES.find(([, words]) => words.test(sentence))?.[0];
    if (name === undefined || DENIAL.test(sentence)) continue;
    const sides = found.get(name) ?? new Set();
    if (RIGHT.test(sentence) || sentence.includes("bilat")) sides.add("right");
    if (LEFT.test(sentence) || sentence.includes("bilat")) sides.add("left");
    found.set(name, sides);
  }
  return found;
}

/** Counts over reports. */
export interface Naming {
  /** Findings that generated reports name, references name, and both. */
  generated: number;
  reference: number;
  both: number;
  /** Of those that both name, the ones with a side, one in the reference; and with the same. */
  sided: number;
  sameSide: number;
}

/** Counts what generated reports name beside their references. */
export function compareNaming(
  reports: Iterable<{ readonly generated: string; readonly reference: string }>,
): Naming {
  const counts: Naming = { generated: 0, reference: 0, both: 0, sided: 0, sameSide: 0 };
  for (const { generated, reference } of reports) {
    const [own, expected] = [namedFindings(generated), namedFindings(reference)];
    counts.generated += own.size;
    counts.reference += expected.size;
    for (const [name, sides] of own) {
      const right = expected.get(name);
      if (right === undefined) continue;
      counts.both++;
      if (sides.size === 0 || right.size !== 1) continue;
      counts.sided++;
      if (sides.size === 1 && right.isSubsetOf(sides)) counts.sameSide++;
    }
  }
  return counts;
}

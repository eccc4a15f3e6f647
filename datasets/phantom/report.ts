/**
 * Writes a study's report from its findings.
 *
 * Most findings are said with side, size and place; a few are left out (the picture knows more), and
 * history and technique are said that no picture shows (the report knows more).
 *
 * @module
 */

import type { Stream } from "../../model/random.ts";
import type { Finding } from "./findings.ts";
import { LABEL_OF } from "./findings.ts";
import { withParents } from "./labels.ts";
import { type Denial, topicOf } from "./phrasebook.ts";
import type { Scene } from "./scene.ts";

/** A report and what it says about labels. */
export interface Report {
  readonly text: string;
  /** Labels the report says are absent. */
  readonly denied: ReadonlySet<string>;
  /** Labels the report leaves open. */
  readonly doubted: ReadonlySet<string>;
}

/** Probability that a report says something about the patient, and that it ends on a remark. */
const HISTORY = 0.35;
const REMARK = 0.25;
/** Probability that a report leaves an absent finding open. */
const DOUBT = 0.06;

/** Writes the report of a scene. */
export function writeReport(scene: Scene): Report {
  const { site, findings } = scene;
  const book = site.phrasebook;
  const draw = scene.key.fold("report").stream();
  const present = withParents(findings.map((finding) => LABEL_OF[finding.kind]));
  const said = findings.filter(() => draw.uniform() >= site.omission);
  const sentences = said.map((finding) => describe(scene, finding, draw));
  const denied = new Set<string>();
  const denials: string[] = [];
  if (findings.every((finding) => finding.kind === "device")) {
    denials.push(draw.choice(book.normal).text);
  }
  const wanted = Math.max(1, site.statements - sentences.length);
  for (const denial of shuffled(book.denials, draw)) {
    if (denials.length >= wanted) break;
    if (denial.denies.some((label) => present.has(label) || denied.has(label))) continue;
    denials.push(denial.text);
    for (const label of denial.denies) denied.add(label);
  }
  const doubted = new Set<string>();
  if (draw.uniform() < DOUBT) {
    const doubt = draw.choice(book.doubts);
    if (!present.has(doubt.doubts) && !denied.has(doubt.doubts)) {
      sentences.push(doubt.text);
      doubted.add(doubt.doubts);
    }
  }
  const suited = book.history.filter((entry) =>
    entry.suits.length === 0 || entry.suits.some((kind) => findings.some((f) => f.kind === kind))
  );
  const history = draw.uniform() < HISTORY ? draw.choice(suited).text : "";
  const remark = draw.uniform() < REMARK ? draw.choice(book.remarks) : "";
  return {
    text: book.compose({ history, findings: sentences, denials, remark }),
    denied,
    doubted,
  };
}

function describe(scene: Scene, finding: Finding, draw: Stream): string {
  const book = scene.site.phrasebook;
  const place = finding.side === "both" ? "right" : finding.side;
  return draw.choice(book.present[topicOf(finding)])
    .replaceAll("{size}", book.grades[finding.grade])
    .replaceAll("{side}", book.sides[finding.side])
    .replaceAll("{where}", book.where(place, finding.zone))
    .replaceAll("{count}", book.counts[finding.count - 1]!);
}

function shuffled(denials: readonly Denial[], draw: Stream): Denial[] {
  return draw.permutation(denials.length).map((i) => denials[i]!);
}

/**
 * Questions that can be answered from a phantom's picture alone.
 *
 * @module
 */

import type { Stream } from "../../model/random.ts";
import type { Question } from "../dataset.ts";
import { type Finding, FINDING_KINDS, type FindingKind } from "./findings.ts";
import type { Scene } from "./scene.ts";

/** What can be asked about a kind. */
interface Asked {
  readonly name: string;
  /** As in "is there …?". */
  readonly indefinite: string;
  readonly system: string;
  readonly open: string;
  readonly answer: (finding: Finding) => string;
}

const DEVICES: Readonly<Record<string, string>> = {
  pacemaker: "pacemaker",
  line: "central line",
  "chest-tube": "chest tube",
  "tracheal-tube": "endotracheal tube",
};

const size = (finding: Finding) => ["small", "moderate", "large"][finding.grade]!;
const severity = (finding: Finding) => ["mild", "moderate", "severe"][finding.grade]!;
const place = (finding: Finding) => `${finding.side} ${finding.zone} zone`;
const side = (finding: Finding) => finding.side;

/** A kind's words and its open question. */
function asked(
  name: string,
  system: string,
  open: string,
  answer: Asked["answer"],
  article = "",
): Asked {
  return { name, system, open: open.replace("_", name), answer, indefinite: article + name };
}

const ASKED: Readonly<Record<FindingKind, Asked>> = {
  cardiomegaly: asked("cardiomegaly", "cardiovascular", "How severe is the _?", severity),
  mediastinum: asked("wide mediastinum", "cardiovascular", "How severe is the _?", severity, "a "),
  nodule: asked("nodule", "respiratory", "Where is the _?", place, "a "),
  edema: asked("pulmonary edema", "respiratory", "How severe is the _?", severity),
  consolidation: asked("consolidation", "respiratory", "Where is the _?", place),
  pneumonia: asked("pneumonia", "respiratory", "Where is the _?", place),
  atelectasis: asked("atelectasis", "respiratory", "Which side is affected by _?", side),
  pneumothorax: asked("pneumothorax", "pleura", "How large is the _?", size, "a "),
  effusion: asked("pleural effusion", "pleura", "How large is the _?", size, "a "),
  thickening: asked("pleural thickening", "pleura", "Which side is affected by _?", side),
  fracture: asked("fracture", "skeletal", "Which bone is fractured?", (f) => f.form, "a "),
  device: asked("support device", "none", "What device is seen?", (f) => DEVICES[f.form]!, "a "),
};

/** Share of abnormal studies that are asked for something they show; gives as many yes as no. */
const YES = 0.56;

type Draft = Omit<Question, "id" | "organ">;

/** Two to four questions about a scene: one or two closed, one or two open. */
export function askQuestions(scene: Scene): Question[] {
  const draw = scene.key.fold("questions").stream();
  const closed = closedQuestions(scene.findings, draw).slice(0, 1 + draw.int(2));
  const open = openQuestions(scene, draw);
  const picked = draw.permutation(open.length).slice(0, 1 + draw.int(2)).map((i) => open[i]!);
  return [...closed, ...picked].map((draft, i) => ({
    id: `${scene.id}-q${i + 1}`,
    ...draft,
    organ: "chest",
  }));
}

/** Whether a kind is there, and a choice of side or, where none has one, whether all is normal. */
function closedQuestions(findings: readonly Finding[], draw: Stream): Draft[] {
  const drafts: Draft[] = [];
  const ask = (question: string, answer: string) =>
    drafts.push({ question, answer, type: "closed" });
  const absent = FINDING_KINDS.filter((kind) => !findings.some((f) => f.kind === kind));
  const yes = findings.length > 0 && draw.uniform() < YES;
  const kind = yes ? draw.choice(findings).kind : draw.choice(absent);
  ask(`Is there ${ASKED[kind].indefinite}?`, yes ? "yes" : "no");
  const sided = findings.filter((finding) => finding.side !== "both" && finding.kind !== "device");
  if (sided.length > 0) {
    const finding = draw.choice(sided);
    ask(`Is the ${ASKED[finding.kind].name} on the left or the right side?`, finding.side);
  } else {
    const normal = findings.every((finding) => finding.kind === "device");
    ask("Does the chest look normal?", normal ? "yes" : "no");
  }
  return drafts;
}

/** What, where, how much; with nothing to ask about, what abnormality and what kind of film. */
function openQuestions({ findings, site }: Scene, draw: Stream): Draft[] {
  const drafts: Draft[] = [];
  const ask = (question: string, answer: string) => drafts.push({ question, answer, type: "open" });
  const diseases = findings.filter((finding) => finding.kind !== "device");
  if (diseases.length <= 1) {
    const words = diseases[0] && ASKED[diseases[0].kind];
    if (draw.uniform() < 0.5) ask("What abnormality is seen?", words?.name ?? "none");
    else ask("Which organ system is abnormal?", words?.system ?? "none");
  }
  for (const finding of findings) {
    const words = ASKED[finding.kind];
    ask(words.open, words.answer(finding));
    if (finding.kind === "nodule") ask("How many nodules are seen?", String(finding.count));
  }
  if (drafts.length < 2) ask("Which projection is used?", site.equipment.projection);
  return drafts;
}

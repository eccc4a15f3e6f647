/**
 * Draws the latent truth: who the patients are and what each study shows.
 *
 * Every draw hangs on a key folded from seed, site, patient and study, so one study is the same
 * however many others there are.
 *
 * @module
 */

import { Key, type Stream } from "../../model/random.ts";
import type { Split } from "../dataset.ts";
import { type Anatomy, sampleAnatomy } from "./anatomy.ts";
import {
  type Finding,
  FINDING_KINDS,
  type FindingKind,
  type Form,
  type Grade,
  type Side,
  type Zone,
} from "./findings.ts";
import type { Site } from "./site.ts";

/** Everything picture and text of one study are made from. */
export interface Scene {
  readonly id: string;
  readonly patient: string;
  readonly split: Split;
  /** Folded per study; each purpose folds its own name below it. */
  readonly key: Key;
  readonly site: Site;
  readonly anatomy: Anatomy;
  readonly findings: readonly Finding[];
}

/** Findings that do not come and go: drawn once per patient. */
const CHRONIC: ReadonlySet<FindingKind> = new Set(["cardiomegaly", "thickening", "mediastinum"]);
/** More than this many findings would crowd picture and report. */
const MOST_FINDINGS = 4;

/** What all patients of a site are drawn from. */
export function siteRoot(site: Site, seed: number): Key {
  return Key.of(seed).fold("phantom").fold(site.name);
}

/** The one or two studies of patient `number` (from 0). */
export function patientScenes(site: Site, root: Key, number: number): Scene[] {
  const key = root.fold("patient").fold(number);
  const anatomy = sampleAnatomy(key.fold("anatomy").stream());
  const patient = `${site.name}${String(number).padStart(5, "0")}`;
  const studies = key.fold("studies").stream().uniform() < 0.25 ? 2 : 1;
  return Array.from({ length: studies }, (_, i) => {
    const study = key.fold("study").fold(i);
    return {
      id: `${patient}-${i + 1}`,
      patient,
      split: splitOf(root, number),
      key: study,
      site,
      anatomy,
      findings: sampleFindings(site, key, study),
    };
  });
}

/** Of every ten patients in a row seven are for training, one for validation, two for testing. */
function splitOf(root: Key, number: number): Split {
  const order = root.fold("split").fold(Math.floor(number / 10)).stream().permutation(10);
  const place = order[number % 10]!;
  return place < 7 ? "train" : place < 8 ? "valid" : "test";
}

function sampleFindings(site: Site, patient: Key, study: Key): Finding[] {
  const occurs = new Map<FindingKind, boolean>();
  for (const kind of FINDING_KINDS) {
    const draw = (CHRONIC.has(kind) ? patient : study).fold("occurs").fold(kind).stream();
    occurs.set(kind, draw.uniform() < site.prevalence[kind]);
  }
  const draw = study.fold("mix").stream();
  const normal = draw.uniform() < site.normal;
  let kinds: FindingKind[] = normal
    ? FINDING_KINDS.filter((kind) => kind === "device" && occurs.get(kind))
    : FINDING_KINDS.filter((kind) => occurs.get(kind));
  if (!normal && kinds.length === 0) kinds = [draw.choice(FINDING_KINDS)];
  while (kinds.length > MOST_FINDINGS) kinds.splice(draw.int(kinds.length), 1);
  // A chest film of two overlapping lung diseases can be read by nobody.
  if (kinds.includes("edema")) {
    kinds = kinds.filter((kind) => kind !== "pneumonia" && kind !== "pneumothorax");
  }
  const taken: Partial<Record<FindingKind, Side | "both">> = {};
  return kinds.map((kind) => {
    const details = (CHRONIC.has(kind) ? patient : study).fold("details").fold(kind).stream();
    const finding = sampleFinding(kind, details, taken);
    taken[kind] = finding.side;
    return finding;
  });
}

/** Kinds drawn earlier that must not share a side with a kind, since it would hide them. */
const APART: Partial<Record<FindingKind, readonly FindingKind[]>> = {
  consolidation: ["nodule"],
  pneumonia: ["nodule", "consolidation"],
  atelectasis: ["consolidation", "pneumonia"],
  pneumothorax: ["nodule", "consolidation", "pneumonia"],
  effusion: ["nodule", "consolidation", "pneumonia", "atelectasis", "pneumothorax"],
  thickening: ["pneumothorax", "effusion"],
};

const SIDES = ["right", "left"] as const;

function sampleFinding(
  kind: FindingKind,
  draw: Stream,
  taken: Partial<Record<FindingKind, Side | "both">>,
): Finding {
  let grade = draw.int(3) as Grade;
  const extent = draw.uniform();
  let side: Side | "both" = draw.choice(SIDES);
  const hidden = (APART[kind] ?? []).flatMap((other) => taken[other] ?? []);
  const free = SIDES.filter((one) => !hidden.includes(one) && !hidden.includes("both"));
  if (free.length === 0) grade = 0;
  else if (!free.includes(side)) side = free[0]!;
  const bilateral = kind === "effusion" && draw.uniform() < 0.25 && free.length === 2;
  if (bilateral || kind === "cardiomegaly" || kind === "mediastinum" || kind === "edema") {
    side = "both";
  }
  const zone = draw.choice(ZONES[kind] ?? (["upper", "middle", "lower"] as const));
  const form = draw.choice(FORMS[kind] ?? ([""] as const));
  let count = 1;
  if (kind === "nodule" && grade < 2 && draw.uniform() < 0.3) count = 2 + draw.int(2);
  if (form === "rib") count = 2 + draw.int(2);
  if (form === "tracheal-tube") side = "both";
  return { kind, side, zone, grade, extent, form, count };
}

const FORMS: Partial<Record<FindingKind, readonly Form[]>> = {
  fracture: ["rib", "rib", "rib", "clavicle", "clavicle"],
  device: ["pacemaker", "line", "chest-tube", "tracheal-tube"],
};

const ZONES: Partial<Record<FindingKind, readonly Zone[]>> = {
  cardiomegaly: ["lower"],
  mediastinum: ["upper"],
  edema: ["middle"],
  effusion: ["lower"],
  atelectasis: ["lower", "lower", "middle"],
  pneumothorax: ["upper"],
  thickening: ["middle"],
  fracture: ["middle", "lower"],
  device: ["upper"],
};

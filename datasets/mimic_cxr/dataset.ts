/**
 * MIMIC-CXR-JPG with MIMIC-CXR's reports, as PhysioNet ships them.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { type DatasetKind, type Example, FINDINGS } from "../dataset.ts";
import { fileDataset, type FileStudies } from "../files/studies.ts";
import { mapPool } from "../files/pool.ts";
import { MAX_LINE_BYTES, readText } from "../files/text.ts";
import type { MimicCxrConfig } from "./config.ts";
import { readSections } from "./sections.ts";
import { type MimicStudy, readStudyTables } from "./tables.ts";

const UNLABELLED = FINDINGS.map(() => null);

async function load(config: MimicCxrConfig): Promise<FileStudies> {
  const studies = await readStudyTables(config);
  const examples: Example[] = [];
  const images: string[] = [];
  for await (const { study, text } of mapPool(studies, (study) => withText(config, study))) {
    if (text === "" && config.withoutText === "drop") continue;
    examples.push({
      id: `s${study.study}`,
      patient: `p${study.subject}`,
      split: study.split!,
      text,
      labels: study.labels ?? UNLABELLED,
      questions: [],
    });
    images.push(join(folderOf(study), `${study.dicom}.${config.dicom ? "dcm" : "jpg"}`));
  }
  if (examples.length === 0) {
    throw new Error(
      `Cannot use ${config.root}: no report has ${config.text.join(" or ")}, ` +
        `name other parts in text or set withoutText: keep`,
    );
  }
  return { labelNames: FINDINGS, examples, images };
}

/** The first part of the study's report that is there. */
async function withText({ root, reports, text: parts }: MimicCxrConfig, study: MimicStudy) {
  const path = resolve(root, reports, `${folderOf(study)}.txt`);
  const wayOut = "check it, and that mimic-cxr-reports.zip is unpacked in the root or in reports";
  const sections = readSections(await readText(path, MAX_LINE_BYTES, wayOut));
  return { study, text: parts.map((part) => sections[part]).find((text) => text !== "") ?? "" };
}

function folderOf({ subject, study }: MimicStudy): string {
  return join("files", `p${subject.slice(0, 2)}`, `p${subject}`, `s${study}`);
}

/** `kind: mimic-cxr`. */
export const mimicCxrKind: DatasetKind<MimicCxrConfig> = {
  kind: "mimic-cxr",
  version: 1,
  summary: "MIMIC-CXR-JPG and its reports, as PhysioNet ships them",
  paths: ["root", "reports"],
  open: async (config) => fileDataset(config, await load(config)),
};

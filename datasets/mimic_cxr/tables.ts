/**
 * MIMIC-CXR-JPG's tables: which studies there are, their image, split and labels.
 *
 * @module
 */

import { join } from "node:path";
import { FINDINGS, type LabelValue, type Split } from "../dataset.ts";
import { type CsvRow, readCsv } from "../files/csv.ts";
import { SPLIT_WORDS } from "../files/split_words.ts";
import type { MimicCxrConfig } from "./config.ts";

/** A study with the one image taken of it. */
export interface MimicStudy {
  readonly subject: string;
  readonly study: string;
  readonly dicom: string;
  readonly view: "PA" | "AP";
  /** Row of the image in the metadata, for messages. */
  readonly place: string;
  split?: Split;
  /** In the order of {@link FINDINGS}; all null for a study that the table leaves out. */
  labels?: readonly LabelValue[];
}

/**
 * Reads the tables row by row.
 *
 * Of several images of a study the first PA is taken, else the first AP, in the order of their dicom
 * ids.
 *
 * @returns Studies with an image of the views asked for, in the order of the metadata.
 * @throws {Error} naming file and row.
 */
export async function readStudyTables(config: MimicCxrConfig): Promise<MimicStudy[]> {
  const studies = await readMetadata(config);
  await readSplits(config, studies);
  await readLabels(config, studies);
  return [...studies.values()];
}

async function readMetadata(config: MimicCxrConfig): Promise<Map<string, MimicStudy>> {
  const path = await tablePath(config, "metadata");
  const views = config.views === "frontal" ? ["PA", "AP"] : [config.views];
  const studies = new Map<string, MimicStudy>();
  const subjects = new Map<string, string>();
  const dicoms = new Set<string>();
  const columns = ["dicom_id", "subject_id", "study_id", "ViewPosition"] as const;
  for await (const row of readCsv(path, columns)) {
    const dicom = name(row, "dicom_id", /^[\w.-]*\w$/);
    const subject = name(row, "subject_id", /^\d+$/);
    const study = name(row, "study_id", /^\d+$/);
    if (dicoms.has(dicom)) throw refuse(row, `image ${dicom} is in an earlier row, keep one`);
    dicoms.add(dicom);
    const owner = subjects.get(study) ?? subject;
    if (owner !== subject) throw refuse(row, `study ${study} is also of patient ${owner}, fix one`);
    subjects.set(study, subject);
    const view = row.cells.ViewPosition;
    if (view !== "PA" && view !== "AP" || !views.includes(view)) continue;
    const known = studies.get(study);
    const rank = (view: string, dicom: string) => `${view === "PA" ? 0 : 1} ${dicom}`;
    if (!known || rank(view, dicom) < rank(known.view, known.dicom)) {
      studies.set(study, { subject, study, dicom, view, place: row.place });
    }
  }
  if (studies.size > 0) return studies;
  throw new Error(
    `Cannot use ${path}: no image has the view ${views.join(" or ")}, check ViewPosition or views`,
  );
}

async function readSplits(config: MimicCxrConfig, studies: Map<string, MimicStudy>) {
  const path = await tablePath(config, "split");
  const patients = new Map<string, { split: Split; place: string }>();
  for await (const row of readCsv(path, ["dicom_id", "study_id", "subject_id", "split"] as const)) {
    const { dicom_id, study_id, subject_id, split: word } = row.cells;
    const split = SPLIT_WORDS.get(word.trim().toLowerCase());
    if (!split) throw refuse(row, `split "${word}", expected train, validate or test`);
    const before = patients.get(subject_id);
    if (before && before.split !== split) {
      throw refuse(
        row,
        `patient ${subject_id} is in ${split}, but in ${before.split} in row ${before.place}, ` +
          `keep every patient in one split`,
      );
    }
    if (!before) patients.set(subject_id, { split, place: row.place });
    const study = studies.get(study_id);
    if (study?.dicom === dicom_id) study.split = split;
  }
  for (const { split, dicom, place } of studies.values()) {
    if (split) continue;
    throw new Error(
      `Cannot use row ${place}: image ${dicom} is not in ${path}, take both files of one version`,
    );
  }
}

const VALUES: ReadonlyMap<string, LabelValue> = new Map<string, LabelValue>(
  ([[1, "1"], [0, "0"], [-1, "-1"]] as const).flatMap(([value, text]) => [
    [text, value],
    [`${text}.0`, value],
  ]),
).set("", null);

async function readLabels(config: MimicCxrConfig, studies: Map<string, MimicStudy>) {
  const path = await tablePath(config, config.labels);
  const uncertain = ({ keep: -1, positive: 1, negative: 0 } as const)[config.uncertain];
  let found = 0;
  for await (const row of readCsv(path, ["subject_id", "study_id", ...FINDINGS] as const)) {
    const study = studies.get(row.cells.study_id);
    if (!study) continue;
    if (study.labels) throw refuse(row, `study ${study.study} is in an earlier row, keep one`);
    if (study.subject !== row.cells.subject_id) {
      throw refuse(
        row,
        `study ${study.study} is of patient ${row.cells.subject_id}, but of ${study.subject} in ` +
          `row ${study.place}, take both files of one version`,
      );
    }
    study.labels = FINDINGS.map((finding) => {
      const cell = row.cells[finding];
      const value = VALUES.get(cell);
      if (value === undefined) {
        throw refuse(row, `label "${finding}" is "${cell}", expected 1, 0, -1 or nothing`);
      }
      return value === -1 ? uncertain : value;
    });
    found++;
  }
  if (found > 0) return;
  throw new Error(`Cannot use ${path}: it labels none of the studies, check the file`);
}

/** The table as it is shipped, or unzipped. */
async function tablePath({ root }: MimicCxrConfig, table: string): Promise<string> {
  const zipped = join(root, `mimic-cxr-2.0.0-${table}.csv.gz`);
  const plain = zipped.slice(0, -".gz".length);
  const exists = (path: string) => Deno.stat(path).then(({ isFile }) => isFile, () => false);
  return !await exists(zipped) && await exists(plain) ? plain : zipped;
}

function name<Column extends string>(row: CsvRow<Column>, column: Column, form: RegExp): string {
  const cell = row.cells[column];
  if (form.test(cell)) return cell;
  throw refuse(row, `${column} is ${JSON.stringify(cell)}, which no file can be named after`);
}

function refuse(row: CsvRow<string>, problem: string): Error {
  return new Error(`Cannot use row ${row.place}: ${problem}`);
}

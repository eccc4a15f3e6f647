/**
 * A made-up folder in the form of MIMIC-CXR-JPG with reports.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import { FINDINGS } from "../../../datasets/mod.ts";
import { type Files, picture } from "../files/folder.ts";

/** Names of the tables. */
export const TABLES = {
  metadata: "mimic-cxr-2.0.0-metadata.csv.gz",
  split: "mimic-cxr-2.0.0-split.csv.gz",
  chexpert: "mimic-cxr-2.0.0-chexpert.csv.gz",
  negbio: "mimic-cxr-2.0.0-negbio.csv.gz",
} as const;

const HEADERS = {
  metadata: "dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows",
  split: "dicom_id,study_id,subject_id,split",
  labels: ["subject_id", "study_id", ...FINDINGS.toSorted()].join(","),
};

/** One study of the made-up set. */
export interface MadeStudy {
  readonly subject: number;
  readonly study: number;
  readonly split: string;
  /** View of each image; the image's dicom id is `<study>-<letter>`. */
  readonly views: readonly string[];
  readonly report: string;
  /** By finding, as the table writes it. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The shipped files of these studies. Two labelers differ in that negbio knows nothing. */
export async function mimicFiles(studies: readonly MadeStudy[]): Promise<Files> {
  const metadata: string[] = [], split: string[] = [], chexpert: string[] = [];
  const negbio: string[] = [];
  const files: Files = {};
  for (const made of studies) {
    const { subject, study } = made;
    const folder = `files/p${`${subject}`.slice(0, 2)}/p${subject}/s${study}`;
    for (const [i, view] of made.views.entries()) {
      const dicom = `${study}-${"abcdef"[i]}`;
      metadata.push(`${dicom},${subject},${study},"CHEST (PA, LAT)",${view},6`);
      split.push(`${dicom},${study},${subject},${made.split}`);
      files[`${folder}/${dicom}.jpg`] = await picture("jpeg", study * 7 + i);
    }
    files[`${folder}.txt`] = made.report;
    const cells = FINDINGS.toSorted().map((finding) => made.labels[finding] ?? "");
    chexpert.push([subject, study, ...cells].join(","));
    negbio.push([subject, study, ...cells.map(() => "0.0")].join(","));
  }
  const table = (header: string, rows: string[]) =>
    new Uint8Array(gzipSync([header, ...rows, ""].join("\n")));
  files[TABLES.metadata] = table(HEADERS.metadata, metadata);
  files[TABLES.split] = table(HEADERS.split, split);
  files[TABLES.chexpert] = table(HEADERS.labels, chexpert);
  files[TABLES.negbio] = table(HEADERS.labels, negbio);
  return files;
}

/** Thirty studies of fifteen patients, with every finding and every split. */
export const STUDIES: readonly MadeStudy[] = Array.from({ length: 30 }, (_, i) => ({
  subject: 10000000 + (i >> 1),
  study: 50000000 + i,
  split: ["train", "train", "validate", "test"][(i >> 1) % 4]!,
  views: [["AP"], ["PA", "LATERAL"], ["LATERAL", "AP", "PA"]][i % 3]!,
  report: [
    "                                 FINAL REPORT",
    " EXAMINATION:  CHEST (PA AND LAT)",
    " ",
    ` FINDINGS:  The heart of ___ is of size ${i}.`,
    "  The lungs are clear.",
    " ",
    ` IMPRESSION:  Nothing new in number ${i}.`,
    "",
  ].join("\n"),
  labels: {
    [FINDINGS[i % 14]!]: "1.0",
    [FINDINGS[(i + 1) % 14]!]: "0.0",
    [FINDINGS[(i + 2) % 14]!]: "-1.0",
  },
}));

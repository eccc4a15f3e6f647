/**
 * The layout of MIMIC-CXR-JPG with the reports of MIMIC-CXR beside the images.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Example } from "../dataset.ts";
import { hasLateral, lateralView, sections, writeImage, writeText } from "./files.ts";
import { eachStudy, type Exporter } from "./layout.ts";

const SPLITS = { train: "train", valid: "validate", test: "test" } as const;

/** What `ViewCodeSequence_CodeMeaning` says of a view. */
const CODES = { pa: "postero-anterior", ap: "antero-posterior", lateral: "lateral" } as const;

const METADATA = [
  ...["dicom_id", "subject_id", "study_id", "PerformedProcedureStepDescription", "ViewPosition"],
  ...["Rows", "Columns", "StudyDate", "StudyTime", "ProcedureCodeSequence_CodeMeaning"],
  ...["ViewCodeSequence_CodeMeaning", "PatientOrientationCodeSequence_CodeMeaning"],
];

/**
 * Writes `files/p10/p10000000/s50000000/*.jpg`, the report `s50000000.txt` beside each study's folder,
 * and `mimic-cxr-2.0.0-{metadata,split,chexpert,negbio}.csv.gz`. Patients and studies are numbered in
 * the order of the dataset; every other study has a lateral view, before the frontal one.
 */
export const exportMimicCxr: Exporter = async (options) => {
  const { dataset, folder, size, projection } = options;
  const { examples, labelNames } = dataset;
  const patients = [...new Set(examples.map(({ patient }) => patient))];
  const subjects = new Map(patients.map((patient, k) => [patient, subjectNumber(k)]));
  const metadata = [METADATA];
  const splits = [["dicom_id", "study_id", "subject_id", "split"]];
  const columns = [...labelNames].sort();
  const labels = [["subject_id", "study_id", ...columns]];
  await eachStudy(options, async (example, pixels, i) => {
    const subject = `${subjects.get(example.patient)}`;
    const study = `${50_000_000 + i}`;
    const place = join(folder, "files", `p${subject.slice(0, 2)}`, `p${subject}`);
    const views: { view: keyof typeof CODES; pixels: Uint8Array }[] = [{
      view: projection,
      pixels,
    }];
    if (hasLateral(i)) views.unshift({ view: "lateral", pixels: lateralView(pixels, size) });
    for (const { view, pixels } of views) {
      const position = view.toUpperCase();
      const dicom = dicomId(`${example.id} ${position}`);
      await writeImage(join(place, `s${study}`, `${dicom}.jpg`), pixels, size);
      const taken = ["CHEST", position, `${size}`, `${size}`, "21800101", "120000.000", "CHEST"];
      metadata.push([dicom, subject, study, ...taken, CODES[view], "Erect"]);
      splits.push([dicom, study, subject, SPLITS[example.split]]);
    }
    await writeText(join(place, `s${study}.txt`), reportText(example));
    const value = (name: string) => example.labels[labelNames.indexOf(name)] ?? null;
    labels.push([
      subject,
      study,
      ...columns.map(value).map((one) => one === null ? "" : `${one}.0`),
    ]);
  });
  const tables = { metadata, split: splits, chexpert: labels, negbio: labels };
  for (const [name, rows] of Object.entries(tables)) {
    const text = rows.map((row) => `${row.join(",")}\n`).join("");
    await Deno.writeFile(join(folder, `mimic-cxr-2.0.0-${name}.csv.gz`), gzipSync(text));
  }
};

/** Eight digits; patients are spread over the folders p10 to p19. */
function subjectNumber(index: number): number {
  return 10_000_000 + (index % 10) * 1_000_000 + Math.floor(index / 10);
}

/** Five groups of eight hexadecimal digits. */
function dicomId(name: string): string {
  const digits = createHash("sha256").update(name).digest("hex");
  return Array.from({ length: 5 }, (_, i) => digits.slice(8 * i, 8 * i + 8)).join("-");
}

/** All of a report as findings, its last sentence again as impression; lines wrapped as theirs. */
function reportText({ text }: Example): string {
  const part = (title: string, words: string) =>
    words === "" ? [] : [` ${title}:  `, "", ...wrapped(words), ""];
  return [
    `${" ".repeat(33)}FINAL REPORT`,
    " EXAMINATION:  CHEST RADIOGRAPH",
    " ",
    " INDICATION:  ___ year old, // ___",
    " ",
    ...part("FINDINGS", text),
    ...part("IMPRESSION", sections(text).impression),
  ].join("\n");
}

function wrapped(text: string): string[] {
  return text.match(/\S.{0,70}(?=\s|$)/g)!.map((line) => ` ${line.trimEnd()}`);
}

import assert from "node:assert/strict";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readGreyImage } from "../../../datasets/image.ts";
import {
  exportPhantom,
  mimicCxrConfigSchema,
  openDataset,
  phantomKind,
} from "../../../datasets/mod.ts";
import { parseTable } from "../../../datasets/table/rows.ts";
import { exported, farthest } from "../exported.ts";

const SIZE = 48;

async function rowsOf(root: string, name: string): Promise<Readonly<Record<string, string>>[]> {
  const file = `mimic-cxr-2.0.0-${name}.csv`;
  const text = new TextDecoder().decode(gunzipSync(await Deno.readFile(join(root, `${file}.gz`))));
  return parseTable(file, text).rows.map(({ cells }) => cells);
}

Deno.test("exportPhantom() to mimic-cxr keeps patients, splits, labels, reports and images", async () => {
  await using folder = await exported("mimic-cxr", 40, SIZE, "b");
  const { root } = folder;
  const source = await phantomKind.open(folder.phantom);
  const metadata = await rowsOf(root, "metadata");
  const splits = await rowsOf(root, "split");
  const chexpert = await rowsOf(root, "chexpert");
  assert.deepEqual(await rowsOf(root, "negbio"), chexpert);
  assert.deepEqual(
    splits.map(({ dicom_id }) => dicom_id),
    metadata.map(({ dicom_id }) => dicom_id),
  );
  assert.equal(new Set(metadata.map(({ dicom_id }) => dicom_id)).size, metadata.length);
  const frontal = metadata.filter(({ ViewPosition }) => ViewPosition === "AP");
  const lateral = metadata.filter(({ ViewPosition }) => ViewPosition === "LATERAL");
  assert.equal(frontal.length, source.examples.length);
  assert.equal(lateral.length, Math.floor(frontal.length / 2));
  const subjects = new Map<string, string>();
  for (const [i, example] of source.examples.entries()) {
    const { dicom_id, subject_id, study_id } = frontal[i]!;
    assert.equal(subjects.get(example.patient) ?? subject_id, subject_id);
    subjects.set(example.patient, subject_id!);
    const word = splits.find((row) => row.dicom_id === dicom_id)!.split;
    assert.equal(word, example.split === "valid" ? "validate" : example.split);
    const row = chexpert[i]!;
    assert.deepEqual([row.subject_id, row.study_id], [subject_id, study_id]);
    const values = source.labelNames.map((name) => row[name] === "" ? null : Number(row[name]));
    assert.deepEqual(values, example.labels);
    const place = join(
      root,
      "files",
      `p${subject_id!.slice(0, 2)}`,
      `p${subject_id}`,
      `s${study_id}`,
    );
    const report = await Deno.readTextFile(`${place}.txt`);
    const [, findings, impression] = report.match(/FINDINGS:(.*)IMPRESSION:(.*)$/s)!;
    assert.equal(findings!.replace(/\s+/g, " ").trim(), example.text);
    assert.ok(example.text.endsWith(impression!.replace(/\s+/g, " ").trim()));
    const pixels = await readGreyImage(join(place, `${dicom_id}.jpg`), SIZE);
    assert.ok(farthest(pixels, await source.image(i, SIZE)) <= 2);
  }
  assert.equal(new Set(subjects.values()).size, subjects.size);
});

Deno.test("exportPhantom() to mimic-cxr and back gives the phantom under other names", async () => {
  await using folder = await exported("mimic-cxr", 40, SIZE);
  const source = await phantomKind.open(folder.phantom);
  const config = mimicCxrConfigSchema.parse({ kind: "mimic-cxr", root: folder.root });
  const read = await openDataset(config);
  assert.deepEqual(read.labelNames, source.labelNames);
  // The layout has no questions and numbers patients and studies.
  const content = ({ split, text, labels }: typeof read.examples[number]) => ({
    split,
    text,
    labels,
  });
  assert.deepEqual(read.examples.map(content), source.examples.map(content));
  const patients = source.examples.map(({ patient }) => patient);
  const numbers = read.examples.map(({ patient }) => patient);
  const firsts = (names: readonly string[]) => names.map((name) => names.indexOf(name));
  assert.deepEqual(firsts(numbers), firsts(patients));
  for (let i = 0; i < patients.length; i++) {
    assert.ok(farthest(await read.image(i, SIZE), await source.image(i, SIZE)) <= 2);
  }
});

Deno.test("exportPhantom() writes the same files twice, and into no folder that holds something", async () => {
  await using first = await exported("mimic-cxr", 3, 32);
  await using second = await exported("mimic-cxr", 3, 32);
  for (const name of ["metadata", "chexpert"]) {
    const file = `mimic-cxr-2.0.0-${name}.csv.gz`;
    assert.deepEqual(
      await Deno.readFile(join(first.root, file)),
      await Deno.readFile(join(second.root, file)),
    );
  }
  await assert.rejects(
    exportPhantom(first.phantom, "openi", { folder: first.root, size: 32 }),
    /^Error: Cannot export to .*: it holds .*, name an empty or a new folder$/,
  );
});

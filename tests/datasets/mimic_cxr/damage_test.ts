/** Damaged and odd files in a MIMIC-CXR folder: each is an error that names file and row. */
import assert from "node:assert/strict";
import { gunzipSync, gzipSync } from "node:zlib";
import { openDataset } from "../../../datasets/mod.ts";
import { folderFor, linkFor, utf16 } from "../damage.ts";
import { configOf, type Files, identityOf, withFiles } from "../files/folder.ts";
import { messageOf } from "../table/folder.ts";
import { mimicFiles, STUDIES, TABLES } from "./folder.ts";

const FILES = await mimicFiles(STUDIES.slice(0, 6));
const REPORT = "files/p10/p10000000/s50000000.txt";
const IMAGE = "files/p10/p10000000/s50000000/50000000-a.jpg";

type Table = keyof typeof TABLES;

function unzip(table: Table): string {
  return new TextDecoder().decode(gunzipSync(FILES[TABLES[table]] as Uint8Array));
}

/** A table with its text changed. */
function edit(table: Table, change: (text: string) => string): Files {
  const [before, after] = [unzip(table), change(unzip(table))];
  assert.notEqual(after, before, "the change changes nothing");
  return { [TABLES[table]]: new Uint8Array(gzipSync(after)) };
}

function bytes(table: Table, change: (zipped: Uint8Array) => Uint8Array): Files {
  return { [TABLES[table]]: change(FILES[TABLES[table]] as Uint8Array) };
}

/** Replaces a cell or more of line `line`. */
function line(table: Table, line: number, from: string, to: string): Files {
  return edit(table, (text) => {
    const lines = text.split("\n");
    lines[line - 1] = lines[line - 1]!.replace(from, to);
    return lines.join("\n");
  });
}

const latin = Uint8Array.from([0x46, 0xe9, 0x0a]);
const SPLIT = "mimic-cxr-2\\.0\\.0-split\\.csv\\.gz", META = SPLIT.replace("split", "metadata");
const LABELS = SPLIT.replace("split", "chexpert");

const REFUSED: [title: string, change: Files | string, message: RegExp][] = [
  ["a missing table", TABLES.metadata, RegExp(`^Cannot read .*${META}: no such file, check`)],
  ["a missing label table", TABLES.chexpert, RegExp(`^Cannot read .*${LABELS}: no such file`)],
  [
    "a missing report",
    REPORT,
    /^Cannot read .*\/s50000000\.txt: no such file, .* mimic-cxr-reports\.zip is unpacked in the/,
  ],
  [
    "a truncated gzip",
    bytes("metadata", (zipped) => zipped.subarray(0, -20)),
    RegExp(`^Cannot read .*${META}: unexpected end of file`),
  ],
  [
    "a gzip with a flipped byte",
    bytes("split", (zipped) => zipped.map((byte, i) => i === zipped.length - 6 ? byte ^ 1 : byte)),
    RegExp(`^Cannot read .*${SPLIT}: incorrect data check`),
  ],
  [
    "no gzip at all",
    { [TABLES.split]: "dicom_id,study_id\n" },
    RegExp(`^Cannot read .*${SPLIT}: incorrect header check`),
  ],
  [
    "an empty file for a gzip",
    { [TABLES.split]: "" },
    RegExp(`^Cannot read .*${SPLIT}: unexpected end of file`),
  ],
  ["an empty table", edit("split", () => ""), RegExp(`^Cannot read .*${SPLIT}: it is empty`)],
  [
    "a missing column",
    line("metadata", 1, "ViewPosition", "View"),
    RegExp(`^Cannot find column "ViewPosition" in .*${META}: it has "dicom_id", .*"View"`),
  ],
  [
    "a missing label column",
    line("chexpert", 1, "Pleural Other", "Pleural Otter"),
    RegExp(`^Cannot find column "Pleural Other" in .*${LABELS}: .*did you mean "Pleural Otter"$`),
  ],
  [
    "a row with too few cells",
    line("split", 3, ",train", ""),
    RegExp(
      `^Cannot read .*${SPLIT}: Invalid Record Length: expect 4, got 3 on line 3, correct it$`,
    ),
  ],
  [
    "a quote without an end",
    line("metadata", 4, '"CHEST (PA, LAT)"', '"CHEST'),
    RegExp(`^Cannot read .*${META}: Invalid Closing Quote.* at line 5 .*, correct it$`),
  ],
  [
    "a column given twice",
    line("metadata", 1, "Rows", "ViewPosition"),
    RegExp(`^Cannot read .*${META}: two columns are called "ViewPosition", rename one$`),
  ],
  [
    "tabs for commas",
    edit("split", (text) => text.replaceAll(",", "\t")),
    RegExp(`^Cannot find column "dicom_id" in .*${SPLIT}: .*, separate its columns with commas$`),
  ],
  [
    "a table in UTF-16",
    { [TABLES.split]: new Uint8Array(gzipSync(utf16(unzip("split")))) },
    RegExp(`^Cannot read .*${SPLIT}:1: it has a zero byte, fetch .* or save it as UTF-8$`),
  ],
  [
    "zero bytes after a crash",
    edit("chexpert", (text) => text + "\0".repeat(99)),
    RegExp(`^Cannot read .*${LABELS}:8: it has a zero byte, fetch the file again`),
  ],
  [
    "a study id that became a decimal",
    edit("metadata", (text) => text.replaceAll(/,(5\d{7}),/g, ",$1.0,")),
    RegExp(`^Cannot use row ${META}:2: study_id is "50000000\\.0", which no file can be named`),
  ],
  [
    "a table in Latin-1",
    {
      [TABLES.split]: new Uint8Array(
        gzipSync(new Uint8Array([...new TextEncoder().encode(unzip("split")), ...latin])),
      ),
    },
    RegExp(`^Cannot read .*${SPLIT}:14: it is not UTF-8, save the file as UTF-8$`),
  ],
  [
    "a path in a dicom id",
    line("metadata", 2, "50000000-a", "../../../secret"),
    RegExp(`^Cannot use row ${META}:2: dicom_id is "\\.\\./\\.\\./\\.\\./secret", which no file`),
  ],
  [
    "a path in a subject",
    line("metadata", 2, ",10000000,", ",/etc/passwd,"),
    RegExp(`^Cannot use row ${META}:2: subject_id is "/etc/passwd", which no file`),
  ],
  [
    "an empty study id",
    line("metadata", 2, ",50000000,", ",,"),
    RegExp(`^Cannot use row ${META}:2: study_id is ""`),
  ],
  [
    "an image given twice",
    line("metadata", 3, "50000001-a", "50000000-a"),
    RegExp(`^Cannot use row ${META}:3: image 50000000-a is in an earlier row, keep one$`),
  ],
  [
    "a study of two patients",
    line("metadata", 4, "10000000", "10000009"),
    RegExp(`^Cannot use row ${META}:4: study 50000001 is also of patient 10000000, fix one$`),
  ],
  [
    "an unknown split",
    line("split", 2, "train", "holdout"),
    RegExp(`^Cannot use row ${SPLIT}:2: split "holdout", expected train, validate or test$`),
  ],
  [
    "a patient in two splits",
    line("split", 3, "train", "test"),
    RegExp(
      `^Cannot use row ${SPLIT}:3: patient 10000000 is in test, but in train in row ${SPLIT}:2`,
    ),
  ],
  [
    "an image without a split",
    line("split", 2, "50000000-a", "50000000-z"),
    RegExp(`^Cannot use row ${META}:2: image 50000000-a is not in .*${SPLIT}, take both`),
  ],
  [
    "a label that is a word",
    line("chexpert", 2, ",1.0", ",yes"),
    RegExp(`^Cannot use row ${LABELS}:2: label ".*" is "yes", expected 1, 0, -1 or nothing$`),
  ],
  [
    "a study labelled twice",
    line("chexpert", 3, "50000001", "50000000"),
    RegExp(`^Cannot use row ${LABELS}:3: study 50000000 is in an earlier row, keep one$`),
  ],
  [
    "labels of another patient",
    line("chexpert", 2, "10000000", "10000003"),
    RegExp(`^Cannot use row ${LABELS}:2: study 50000000 is of patient 10000003, but of 10000000`),
  ],
  [
    "labels of another set",
    edit("chexpert", (text) => text.replaceAll(",5000", ",6000")),
    RegExp(`^Cannot use .*${LABELS}: it labels none of the studies, check the file$`),
  ],
  [
    "no frontal view",
    edit("metadata", (text) => text.replaceAll(/,(AP|PA),/g, ",LL,")),
    RegExp(`^Cannot use .*${META}: no image has the view PA or AP, check ViewPosition or views$`),
  ],
  [
    "a report in Latin-1",
    { [REPORT]: latin },
    /^Cannot read .*s50000000\.txt:1: it is not UTF-8, save the file as UTF-8$/,
  ],
  [
    "a report in UTF-16 without a byte order mark",
    { [REPORT]: utf16("FINDINGS: Clear.").subarray(2) },
    /^Cannot read .*s50000000\.txt:1: it has a zero byte, fetch .* or save it as UTF-8$/,
  ],
  [
    "a report of 2 MiB",
    { [REPORT]: "FINDINGS: ".repeat(210_000) },
    /^Cannot read .*s50000000\.txt: it has 2100000 bytes, more than 1048576, check/,
  ],
  [
    "reports that say nothing",
    Object.fromEntries(
      Object.keys(FILES).filter((path) => path.endsWith(".txt")).map((path) => [path, ""]),
    ),
    /^Cannot use .*: no report has findings, name other parts in text or set withoutText: keep$/,
  ],
  [
    "a gzip bomb without line ends",
    { [TABLES.metadata]: new Uint8Array(gzipSync(new Uint8Array(1 << 26).fill(65))) },
    RegExp(`^Cannot read .*${META}:1: a line of more than 1 MiB, check for missing line ends$`),
  ],
];

function changed(change: Files | string): Files {
  if (typeof change !== "string") return { ...FILES, ...change };
  return Object.fromEntries(Object.entries(FILES).filter(([path]) => path !== change));
}

for (const [title, change, message] of REFUSED) {
  Deno.test(`mimic-cxr refuses ${title}`, async () => {
    await withFiles(changed(change), async (root) => {
      const config = configOf({ kind: "mimic-cxr", root });
      assert.match(await messageOf(() => openDataset(config)), message);
      assert.match(await messageOf(() => identityOf(config)), message);
    });
  });
}

const PLACES: [title: string, damage: (root: string) => Promise<void>, message: RegExp][] = [
  [
    "a folder for a table",
    (root) => folderFor(`${root}/${TABLES.split}`),
    RegExp(`^Cannot read .*${SPLIT}: .*, check the path and the file$`),
  ],
  [
    "a link to itself for a table",
    (root) => linkFor(`${root}/${TABLES.metadata}`),
    RegExp(`^Cannot read .*${META}: .*symbolic links.*, check the path and the file$`),
  ],
  [
    "a folder for a report",
    (root) => folderFor(`${root}/${REPORT}`),
    /^Cannot read .*s50000000\.txt: it is a folder, check it, and that mimic-cxr-reports/,
  ],
  [
    "a device for a report",
    (root) => linkFor(`${root}/${REPORT}`, "/dev/zero"),
    /^Cannot read .*s50000000\.txt: it is no file, check it, and that mimic-cxr-reports/,
  ],
  [
    "a folder for an image",
    (root) => folderFor(`${root}/${IMAGE}`),
    /^Cannot read image .*50000000-a\.jpg: it is a folder, check the folder or set damaged: skip$/,
  ],
  [
    "a missing image",
    (root) => Deno.remove(`${root}/${IMAGE}`),
    /^Cannot read image .*50000000-a\.jpg: no such file, check the folder or set damaged: skip$/,
  ],
];

for (const [title, damage, message] of PLACES) {
  Deno.test(`mimic-cxr refuses ${title}`, () =>
    withFiles(FILES, async (root) => {
      await damage(root);
      assert.match(
        await messageOf(() => identityOf(configOf({ kind: "mimic-cxr", root }))),
        message,
      );
    }));
}

const BAD_IMAGES: [title: string, content: Uint8Array][] = [
  ["an empty image", new Uint8Array()],
  ["an image that is text", new TextEncoder().encode("not found")],
  ["half an image", (FILES[IMAGE] as Uint8Array).subarray(0, 100)],
  ["an image of 60000 × 60000 pixels", hugePng()],
];

for (const [title, content] of BAD_IMAGES) {
  Deno.test(`mimic-cxr names the file of ${title}`, async () => {
    await withFiles({ ...FILES, [IMAGE]: content }, async (root) => {
      const dataset = await openDataset(configOf({ kind: "mimic-cxr", root }));
      assert.match(
        await messageOf(() => dataset.image(0, 8)),
        /^Cannot decode image .*50000000-a\.jpg: .*, check the file or leave out its row$/,
      );
    });
  });
}

/** The first bytes of a PNG whose header promises 60000 × 60000 pixels. */
function hugePng(): Uint8Array {
  const png = new Uint8Array(33);
  png.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(png.buffer);
  view.setUint32(16, 60000);
  view.setUint32(20, 60000);
  png[24] = 8;
  view.setUint32(29, crc32(png.subarray(12, 29)));
  return png;
}

function crc32(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const ODD: [title: string, change: Files][] = [
  ["CRLF", edit("metadata", (text) => text.replaceAll("\n", "\r\n"))],
  ["a byte order mark", edit("split", (text) => "\uFEFF" + text)],
  ["blank lines", edit("chexpert", (text) => text.replaceAll("\n", "\n\n"))],
  ["no line end at the end", edit("split", (text) => text.trimEnd())],
  ["whole numbers as labels", edit("chexpert", (text) => text.replaceAll(".0", ""))],
  [
    "a gzip of two members",
    bytes("split", () => {
      const text = unzip("split");
      const half = text.indexOf("\n", text.length / 2) + 1;
      return new Uint8Array([...gzipSync(text.slice(0, half)), ...gzipSync(text.slice(half))]);
    }),
  ],
  [
    "other columns and another order",
    edit(
      "split",
      (text) =>
        text.split("\n").map((line) => line && `x,${line.split(",").reverse().join(",")}`).join(
          "\n",
        ),
    ),
  ],
];

for (const [title, change] of ODD) {
  Deno.test(`mimic-cxr reads ${title} as it reads the plain files`, async () => {
    const examples = (files: Files) =>
      withFiles(
        files,
        async (root) => (await openDataset(configOf({ kind: "mimic-cxr", root }))).examples,
      );
    assert.deepEqual(await examples({ ...FILES, ...change }), await examples(FILES));
  });
}

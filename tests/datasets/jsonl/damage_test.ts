/** Damaged and odd files of the original's form: each is an error that names file and row. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { openDataset } from "../../../datasets/mod.ts";
import { cut, folderFor, hugePng, linkFor, utf16 } from "../damage.ts";
import { configOf, type Files, identityOf, withFiles } from "../files/folder.ts";
import { messageOf } from "../table/folder.ts";
import { jsonlFiles } from "./folder.ts";

const FILES = await jsonlFiles(4);
const TRAIN = FILES["Train.jsonl"] as string;

/** Train.jsonl with fields of its second row changed; undefined takes one away. */
function row(change: Record<string, unknown>): Files {
  const lines = TRAIN.split("\n");
  lines[1] = JSON.stringify({ ...JSON.parse(lines[1]!), ...change });
  return { "Train.jsonl": lines.join("\n") };
}

/** Train.jsonl with its second line replaced. */
function line(text: string): Files {
  return { "Train.jsonl": TRAIN.split("\n").with(1, text).join("\n") };
}

const latin = Uint8Array.from([...new TextEncoder().encode(TRAIN), 0x7b, 0xe9, 0x7d]);

const REFUSED: [title: string, change: Files | string, message: RegExp][] = [
  ["a missing file", "Valid.jsonl", /^Cannot read .*\/Valid\.jsonl: no such file, check the path/],
  ["an empty file", { "Valid.jsonl": "" }, /^Cannot use Valid\.jsonl: it has no rows/],
  ["blank lines alone", { "Valid.jsonl": "\n \n" }, /^Cannot use Valid\.jsonl: it has no rows/],
  ["half a line", line('{"id": "x", "la'), /^Cannot read row Train\.jsonl:2: .*JSON/],
  ["a list", line("[1, 2]"), /^Cannot read row Train\.jsonl:2: \[1, 2\], expected an object$/],
  ["a number", line("7"), /^Cannot read row Train\.jsonl:2: 7, expected an object$/],
  ["two objects on a line", line("{} {}"), /^Cannot read row Train\.jsonl:2: .*JSON/],
  ["single quotes", line("{'id': 1}"), /^Cannot read row Train\.jsonl:2: .*JSON/],
  [
    "a missing field",
    row({ label: undefined }),
    /^Cannot read row Train\.jsonl:2: label is missing, expected a text$/,
  ],
  [
    "no text",
    row({ text: null }),
    /^Cannot read row Train\.jsonl:2: text is null, expected a text$/,
  ],
  ["a numeric id", row({ id: 7 }), /^Cannot read row Train\.jsonl:2: id is 7, expected a text$/],
  ["an empty id", row({ id: "" }), /^Cannot read row Train\.jsonl:2: id is empty, fill it in$/],
  ["an empty image", row({ img: "" }), /^Cannot read row Train\.jsonl:2: img is empty, name/],
  [
    "labels as a list",
    row({ label: ["Edema"] }),
    /^Cannot read row Train\.jsonl:2: label is \["Ed/,
  ],
  [
    "a misspelled label",
    row({ label: "'Edema', 'Atelektasis'" }),
    /^Cannot read row Train\.jsonl:2: label names "Atelektasis", did you mean "Atelectasis"$/,
  ],
  [
    "an unknown label",
    row({ label: "'Covid 19 infection'" }),
    /^Cannot read row Train\.jsonl:2: label names "Covid 19 infection", expected names of the 14/,
  ],
  [
    "an id that comes twice",
    row({ id: "train0" }),
    /^Cannot read row Train\.jsonl:2: study "train0" is already in row Train\.jsonl:1, keep one$/,
  ],
  [
    "an id in two files",
    row({ id: "valid2" }),
    /^Cannot read row Valid\.jsonl:3: study "valid2" is already in row Train\.jsonl:2, keep one$/,
  ],
  [
    "a path that leads out",
    row({ img: "data/../../secret.jpg" }),
    /^Cannot use image "data\/\.\.\/\.\.\/secret\.jpg" of row Train\.jsonl:2: it lies outside/,
  ],
  [
    "an absolute path",
    row({ img: "/etc/passwd" }),
    /^Cannot use image "\/etc\/passwd" of row Train\.jsonl:2: it lies outside the dataset's root/,
  ],
  ["a path with a zero", row({ img: "a\0.jpg" }), /^Cannot use image "a\\u0000\.jpg" of row Train/],
  [
    "the split of another file",
    row({ split: "test" }),
    /^Cannot read row Train\.jsonl:2: split is "test" in the file of train, move the row$/,
  ],
  [
    "an unknown split",
    row({ split: "holdout" }),
    /^Cannot read row Train\.jsonl:2: split is "holdout" in the file of train, move the row$/,
  ],
  [
    "Latin-1",
    { "Train.jsonl": latin },
    /^Cannot read .*\/Train\.jsonl:5: it is not UTF-8, save the file as UTF-8$/,
  ],
  [
    "UTF-16",
    { "Train.jsonl": utf16(TRAIN) },
    /^Cannot read .*\/Train\.jsonl:1: it has a zero byte, fetch .* or save it as UTF-8$/,
  ],
  [
    "zero bytes after a crash",
    { "Train.jsonl": `${TRAIN}${"\0".repeat(99)}` },
    /^Cannot read .*\/Train\.jsonl:5: it has a zero byte, fetch the file again/,
  ],
  [
    "a table with commas",
    { "Train.jsonl": "id,label,text,img\n1,,x,a.jpg\n" },
    /^Cannot read row Train\.jsonl:1: .*JSON.*, expected a JSON object on one line$/,
  ],
  [
    "one list of all rows",
    { "Train.jsonl": `[\n${TRAIN.trim().replaceAll("\n", ",\n")}\n]` },
    /^Cannot read row Train\.jsonl:1: .*JSON.*, expected a JSON object on one line$/,
  ],
  [
    "a line of 2 MiB",
    line(`{"id": "${"x".repeat(1 << 21)}"}`),
    /^Cannot read .*\/Train\.jsonl:2: a line of more than 1 MiB, check for missing line ends$/,
  ],
  [
    "a missing image",
    "data/train/train1.jpg",
    /^Cannot read image .*data\/train\/train1\.jpg: no such file, check/,
  ],
];

for (const [title, change, message] of REFUSED) {
  Deno.test(`jsonl refuses ${title}`, async () => {
    const files = typeof change === "string"
      ? Object.fromEntries(Object.entries(FILES).filter(([path]) => path !== change))
      : { ...FILES, ...change };
    await withFiles(files, async (root) => {
      assert.match(
        await messageOf(() => identityOf(configOf({ kind: "jsonl", root }))),
        message,
      );
    });
  });
}

const PLACES: [title: string, damage: (root: string) => Promise<void>, message: RegExp][] = [
  [
    "a folder for a file",
    (root) => folderFor(`${root}/Train.jsonl`),
    /^Cannot read .*\/Train\.jsonl: it is a folder, check the path and the file$/,
  ],
  [
    "a link to itself",
    (root) => linkFor(`${root}/Train.jsonl`),
    /^Cannot read .*\/Train\.jsonl: .*symbolic links.*, check the path and the file$/,
  ],
  [
    "a folder for an image",
    (root) => folderFor(`${root}/data/train/train1.jpg`),
    /^Cannot read image .*train1\.jpg: it is a folder, check the folder or set damaged: skip$/,
  ],
  [
    "a link to nowhere for an image",
    (root) => linkFor(`${root}/data/train/train1.jpg`, "nowhere.jpg"),
    /^Cannot read image .*train1\.jpg: no such file, check the folder or set damaged: skip$/,
  ],
];

for (const [title, damage, message] of PLACES) {
  Deno.test(`jsonl refuses ${title}`, () =>
    withFiles(FILES, async (root) => {
      await damage(root);
      assert.match(
        await messageOf(() => identityOf(configOf({ kind: "jsonl", root }))),
        message,
      );
    }));
}

const IMAGE = "data/train/train1.jpg";
const IMAGES: [title: string, damage: (path: string) => Promise<void>][] = [
  ["an empty image", (path) => cut(path, 0)],
  ["half an image", (path) => cut(path, 0.5)],
  ["an image that is text", (path) => Deno.writeTextFile(path, "not found")],
  ["an image of 60000 × 60000 pixels", hugePng],
];

for (const [title, damage] of IMAGES) {
  Deno.test(`jsonl names the file of ${title}`, () =>
    withFiles(FILES, async (root) => {
      await damage(`${root}/${IMAGE}`);
      const { image } = await openDataset(configOf({ kind: "jsonl", root }));
      assert.match(
        await messageOf(() => image(1, 8)),
        /^Cannot decode image .*train1\.jpg: .*, check the file or leave out its row$/,
      );
    }));
}

const GZIPPED: [title: string, content: Uint8Array, message: RegExp][] = [
  [
    "truncated",
    gzipSync(TRAIN).subarray(0, -12),
    /Train\.jsonl\.gz: unexpected end of file, check/,
  ],
  ["plain", new TextEncoder().encode(TRAIN), /Train\.jsonl\.gz: incorrect header check, check/],
  ["a bomb", gzipSync(new Uint8Array(1 << 26)), /Train\.jsonl\.gz:1: a line of more than 1 MiB/],
];

for (const [title, content, message] of GZIPPED) {
  Deno.test(`jsonl refuses a gzip that is ${title}`, async () => {
    await withFiles({ "Train.jsonl.gz": new Uint8Array(content) }, async (root) => {
      const config = configOf({ kind: "jsonl", root, files: { train: "Train.jsonl.gz" } });
      assert.match(await messageOf(() => openDataset(config)), message);
    });
  });
}

const ODD: [title: string, change: (text: string) => string][] = [
  ["CRLF", (text) => text.replaceAll("\n", "\r\n")],
  ["a byte order mark", (text) => "\uFEFF" + text],
  ["blank lines", (text) => text.replaceAll("\n", "\n\n")],
  ["no line end at the end", (text) => text.trimEnd()],
  ["another order of fields and fields of its own", (text) =>
    text.split("\n").map((line) => {
      if (line === "") return line;
      return JSON.stringify({
        more: 1,
        ...Object.fromEntries(Object.entries(JSON.parse(line)).reverse()),
      });
    }).join("\n")],
  ["escapes", (text) => text.replaceAll("Report", "\\u0052eport")],
  ["labels without quotes", (text) => text.replaceAll("'", "")],
];

for (const [title, change] of ODD) {
  Deno.test(`jsonl reads ${title} as it reads the plain file`, async () => {
    const examples = (files: Files) =>
      withFiles(
        files,
        async (root) => (await openDataset(configOf({ kind: "jsonl", root }))).examples,
      );
    const changed = change(TRAIN);
    assert.notEqual(changed, TRAIN);
    assert.deepEqual(await examples({ ...FILES, "Train.jsonl": changed }), await examples(FILES));
  });
}

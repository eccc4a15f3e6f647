/** Damaged and odd tables and images: each is an error that names file and row. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openDataset } from "../../../datasets/mod.ts";
import { cut, folderFor, hugePng, inflate, latin1, linkFor, utf16 } from "../damage.ts";
import { identityOf } from "../files/folder.ts";
import { messageOf, tableConfig, writeFolder } from "./folder.ts";

const CSV = "img,who,part,Edema,say\n" +
  "0.png,p0,train,1,wet\n1.png,p1,valid,0,dry\n2.png,p2,test,-1,\n3.png,p3,train,,so\n";
const COLUMNS = { image: "img", patient: "who", split: "part", labels: ["Edema"], text: "say" };
const ROWS = CSV.trim().split("\n").slice(1).map((line) => {
  const [img, who, part, edema, say] = line.split(",");
  return JSON.stringify({ img, who, part, Edema: edema === "" ? null : Number(edema), say });
});

interface Damage {
  readonly title: string;
  /** The table in place of the whole one. */
  readonly table?: string | Uint8Array;
  /** @default "t.csv" */
  readonly file?: string;
  readonly columns?: object;
  /** What else is done to the folder. */
  readonly damage?: (root: string) => Promise<void>;
  /** `ROOT` stands for the folder. */
  readonly message: RegExp;
}

/** A table with the cells of one line changed. */
const changed = (from: string, to: string) => CSV.replace(from, to);
const jsonl = (second: string) => `${ROWS.with(1, second).join("\n")}\n`;
const onImage = (run: (path: string) => Promise<void>) => (root: string) =>
  run(join(root, "images", "1.png"));

const TABLES: readonly Damage[] = [
  { title: "an empty file", table: "", message: /^Cannot read table t\.csv: it has no rows, exp/ },
  {
    title: "a header alone",
    table: "img,who,part,Edema,say\n",
    message: /^Cannot read table t\.csv: it has no rows, expected one per study$/,
  },
  {
    title: "a missing column",
    table: changed("Edema", "Oedema"),
    message: /^Cannot find column "Edema" in t\.csv: it has "img", .*, did you mean "Oedema"$/,
  },
  {
    title: "no header",
    table: CSV.split("\n").slice(1).join("\n"),
    message: /^Cannot find column "img" in t\.csv: it has "0\.png", "p0", "train", "1", "wet"$/,
  },
  {
    title: "semicolons for commas",
    table: CSV.replaceAll(",", ";"),
    message: /^Cannot find column "img" in t\.csv: .*, separate its columns with commas$/,
  },
  {
    title: "tabs for commas",
    table: CSV.replaceAll(",", "\t"),
    message: /^Cannot find column "img" in t\.csv: .*, separate its columns with commas$/,
  },
  {
    title: "a column given twice",
    table: changed("say", "img"),
    message: /^Cannot read table t\.csv: two columns are called "img", rename one$/,
  },
  {
    title: "a row with too many cells",
    table: changed(",dry", ",dry,x"),
    message: /^Cannot read table t\.csv: .*expect 5, got 6 on line 3, correct it$/,
  },
  {
    title: "a row cut short",
    table: CSV.slice(0, -5),
    message: /^Cannot read table t\.csv: .*expect 5, got 3 on line 5, correct it$/,
  },
  {
    title: "a quote without an end",
    table: changed("dry", '"dry'),
    message: /^Cannot read table t\.csv: Quote Not Closed.* line \d, correct it$/,
  },
  {
    title: "a quote inside a cell",
    table: changed("dry", 'd"ry'),
    message: /^Cannot read table t\.csv: Invalid Opening Quote.* line 3, .*, correct it$/,
  },
  {
    title: "Latin-1",
    table: latin1(changed("dry", "sèche")),
    message: /^Cannot read ROOT\/t\.csv:3: it is not UTF-8, save the file as UTF-8$/,
  },
  {
    title: "UTF-16",
    table: utf16(CSV),
    message: /^Cannot read ROOT\/t\.csv:1: it has a zero byte, .* save it as UTF-8$/,
  },
  {
    title: "zero bytes after a crash",
    table: `${CSV}${"\0".repeat(512)}`,
    message: /^Cannot read ROOT\/t\.csv:6: it has a zero byte, fetch the file again/,
  },
  {
    title: "a gibibyte",
    damage: (root) => inflate(join(root, "t.csv")),
    message: /^Cannot read ROOT\/t\.csv: it has 1073741824 bytes, more than 268435456, check root/,
  },
  {
    title: "another ending",
    file: "t.xlsx",
    table: "PK",
    message: /^Cannot read table t\.xlsx: unknown ending \.xlsx, use \.csv, \.jsonl or \.parquet$/,
  },
  {
    title: "a missing table",
    damage: (root) => Deno.remove(join(root, "t.csv")),
    message: /^Cannot read ROOT\/t\.csv: no such file, check root and file$/,
  },
  {
    title: "a folder for a table",
    damage: (root) => folderFor(join(root, "t.csv")),
    message: /^Cannot read ROOT\/t\.csv: it is a folder, check root and file$/,
  },
  {
    title: "a link to itself",
    damage: (root) => linkFor(join(root, "t.csv")),
    message: /^Cannot read ROOT\/t\.csv: .*symbolic links.*, check root and file$/,
  },
  {
    title: "a device for a table",
    damage: (root) => linkFor(join(root, "t.csv"), "/dev/zero"),
    message: /^Cannot read ROOT\/t\.csv: it is no file, check root and file$/,
  },
  {
    title: "an image named twice",
    table: changed("1.png", "0.png"),
    message: /^Cannot read row t\.csv:3: study "0\.png" is already in row t\.csv:2, give every/,
  },
  {
    title: "an id given twice",
    columns: { ...COLUMNS, id: "who" },
    table: changed("p1", "p0"),
    message: /^Cannot read row t\.csv:3: study "p0" is already in row t\.csv:2, give every study/,
  },
  {
    title: "an empty image",
    table: changed("1.png", ""),
    message: /^Cannot read column "img" of row t\.csv:3: it is empty, fill it in$/,
  },
  {
    title: "an empty patient",
    table: changed("p1", ""),
    message: /^Cannot read column "who" of row t\.csv:3: it is empty, fill it in$/,
  },
  {
    title: "an image above the root",
    table: changed("1.png", "../../secret.png"),
    message: /^Cannot use image "\.\.\/\.\.\/secret\.png" of row t\.csv:3: it lies outside the/,
  },
  {
    title: "an absolute image",
    table: changed("1.png", "/etc/hostname"),
    message: /^Cannot use image "\/etc\/hostname" of row t\.csv:3: it lies outside the dataset's/,
  },
  {
    title: "a label that is a word",
    table: changed(",0,", ",no,"),
    message: /^Cannot read label "Edema" of row t\.csv:3: "no", expected 1, 0, -1 or nothing$/,
  },
  {
    title: "a label that is half",
    table: changed(",0,", ",0.5,"),
    message: /^Cannot read label "Edema" of row t\.csv:3: "0\.5", expected 1, 0, -1 or nothing$/,
  },
  {
    title: "an unknown split",
    table: changed("valid", "holdout"),
    message: /^Cannot read the split of row t\.csv:3: "holdout", expected train, valid or test$/,
  },
  {
    title: "a patient in two splits",
    table: changed("p1", "p0"),
    message: /^Cannot use the split of row t\.csv:3: patient "p0" is in valid, but in train in row/,
  },
  {
    title: "half a line of JSON",
    file: "t.jsonl",
    table: ROWS.join("\n").slice(0, -9),
    message: /^Cannot read row t\.jsonl:4: .*JSON.*, correct it$/,
  },
  {
    title: "a list in JSONL",
    file: "t.jsonl",
    table: jsonl("[1]"),
    message: /^Cannot read row t\.jsonl:2: \[1\], expected an object$/,
  },
  {
    title: "one list for JSONL",
    file: "t.jsonl",
    table: `[\n${ROWS.join(",\n")}\n]`,
    message: /^Cannot read row t\.jsonl:1: .*JSON.*, correct it$/,
  },
  {
    title: "an image that is a list",
    file: "t.jsonl",
    table: jsonl(ROWS[1]!.replace('"1.png"', '["1.png"]')),
    message: /^Cannot read ROOT\/images\/\["1\.png"\]: no such file, check the file or leave out/,
  },
  {
    title: "text for Parquet",
    file: "t.parquet",
    table: CSV,
    message: /^Cannot read table ROOT\/t\.parquet: .*, check root and file$/,
  },
  {
    title: "a missing image",
    damage: onImage((path) => Deno.remove(path)),
    message:
      /^Cannot read ROOT\/images\/1\.png: no such file, check the file or leave out its row$/,
  },
  {
    title: "a folder for an image",
    damage: onImage(folderFor),
    message: /^Cannot read ROOT\/images\/1\.png: it is a folder, check the file or leave out its/,
  },
  {
    title: "a link to nowhere for an image",
    damage: onImage((path) => linkFor(path, "nowhere.png")),
    message:
      /^Cannot read ROOT\/images\/1\.png: no such file, check the file or leave out its row$/,
  },
];

const IMAGES: readonly Damage[] = [
  {
    title: "an empty image",
    damage: onImage((path) => cut(path, 0)),
    message: /^Cannot decode image ROOT\/images\/1\.png: .*, check the file or leave out its row$/,
  },
  {
    title: "half an image",
    damage: onImage((path) => cut(path, 0.5)),
    message: /^Cannot decode image ROOT\/images\/1\.png: .*, check the file or leave out its row$/,
  },
  {
    title: "a page of a web server for an image",
    damage: onImage((path) => Deno.writeTextFile(path, "<html>404</html>")),
    message: /^Cannot decode image ROOT\/images\/1\.png: .*, check the file or leave out its row$/,
  },
  {
    title: "an image of 60000 × 60000 pixels",
    damage: onImage(hugePng),
    message: /^Cannot decode image ROOT\/images\/1\.png: Input image exceeds pixel limit, check/,
  },
];

async function inFolder(
  { file = "t.csv", table = CSV, columns = COLUMNS, damage }: Omit<Damage, "title" | "message">,
  run: (config: ReturnType<typeof tableConfig>) => Promise<unknown>,
): Promise<string> {
  const { root, dispose } = await writeFolder("t.csv", CSV, 4);
  try {
    const bytes = typeof table === "string" ? new TextEncoder().encode(table) : table;
    await Deno.writeFile(join(root, file), bytes);
    await damage?.(root);
    const config = tableConfig(root, file, { columns, images: "images" });
    return (await messageOf(() => run(config))).replaceAll(root, "ROOT");
  } finally {
    await dispose();
  }
}

for (const { title, message, ...rest } of TABLES) {
  Deno.test(`table refuses ${title}`, async () => {
    const seen = await inFolder(rest, identityOf);
    assert.match(seen, message);
    assert.ok(seen.length < 400, `${seen.length} characters`);
  });
}

for (const { title, message, ...rest } of IMAGES) {
  Deno.test(`table names the file of ${title}`, async () => {
    const seen = await inFolder(rest, async (config) => (await openDataset(config)).image(1, 8));
    assert.match(seen, message);
  });
}

const ODD: readonly [title: string, table: string, file?: string][] = [
  ["CRLF", CSV.replaceAll("\n", "\r\n")],
  ["the line ends of old Macs", CSV.replaceAll("\n", "\r")],
  ["a byte order mark", `\uFEFF${CSV}`],
  ["blank lines", CSV.replaceAll("\n", "\n\n")],
  ["no line end at the end", CSV.trimEnd()],
  ["quotes", CSV.replace("dry", '"dry"').replace("img", '"img"')],
  ["labels with a point", CSV.replace(",1,", ",1.0,").replace(",-1,", ", -1.0 ,")],
  [
    "other columns",
    CSV.split("\n").map((line) => line && `x,${line},y`).join("\n")
      .replace("x,img", "a,img").replace("say,y", "say,b"),
  ],
  ["JSONL", ROWS.join("\n"), "t.jsonl"],
  ["JSONL with a byte order mark and CRLF", `\uFEFF${ROWS.join("\r\n")}\r\n`, "t.jsonl"],
];

for (const [title, table, file = "t.csv"] of ODD) {
  Deno.test(`table reads ${title} as it reads the plain file`, async () => {
    const { root, dispose } = await writeFolder("plain.csv", CSV, 4);
    try {
      await Deno.writeTextFile(join(root, file), table);
      const examples = async (file: string) =>
        (await openDataset(tableConfig(root, file, { columns: COLUMNS }))).examples;
      assert.deepEqual(await examples(file), await examples("plain.csv"));
    } finally {
      await dispose();
    }
  });
}

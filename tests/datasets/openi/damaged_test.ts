import { openiConfigSchema } from "../../../datasets/mod.ts";
import {
  below,
  cut,
  type Damage,
  edit,
  folderFor,
  hugePng,
  inflate,
  latin1,
  linkFor,
  testDamages,
  testOddities,
  utf16,
} from "../damage.ts";

const REPORT = below("ecgen-radiology", "a00000-1.xml");
const OTHER = below("ecgen-radiology", "a00001-1.xml");
const IMAGE = below("NLMCXR_png", "CXRa00000-1_IM-0001-2001.png");
const LABELS = below("labels.jsonl");
const VIEWS = below("indiana_projections.csv");
const NAME = "ecgen-radiology/a00000-1.xml";

const report = (change: (xml: string) => string | Uint8Array) => (root: string) =>
  edit(REPORT(root), change);
const imageId = (id: string) =>
  report((xml) => xml.replace(/parentImage id="[^"]*"/, `parentImage id="${id}"`));
const doctype = (declaration: string) =>
  report((xml) => xml.replace("<eCitation>", `${declaration}\n<eCitation>`));
const NO_DOCTYPE =
  `Cannot read report ${NAME}: it has a DOCTYPE, which reports of Open-I do not have, remove it`;

const LAUGHS = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`)
  .join("");

const DAMAGES: Damage[] = [
  {
    name: "a root without reports",
    damage: (root) => Deno.remove(`${root}/ecgen-radiology`, { recursive: true }),
    message: "Cannot read folder ROOT/ecgen-radiology: no such folder, check the root",
  },
  {
    name: "a folder of reports without any",
    damage: async (root) => {
      for (const { name } of Deno.readDirSync(`${root}/ecgen-radiology`)) {
        await Deno.remove(`${root}/ecgen-radiology/${name}`);
      }
    },
    message: "Cannot read ROOT/ecgen-radiology: it has no .xml files, check the root",
  },
  {
    name: "a root without images",
    damage: (root) => Deno.remove(`${root}/NLMCXR_png`, { recursive: true }),
    message:
      "Cannot read folder ROOT/NLMCXR_png: no such folder, make it and unpack NLMCXR_png.tgz into it, which brings no folder of its own",
  },
  {
    name: "a truncated report",
    damage: (root) => cut(REPORT(root), 0.6),
    message:
      "Cannot read report ecgen-radiology/a00000-1.xml: line 13: Attributes for 'AbstractText' have open quote, fetch it again",
  },
  {
    name: "an empty report",
    damage: (root) => cut(REPORT(root), 0),
    message:
      "Cannot read report ecgen-radiology/a00000-1.xml: line 1: Start tag expected, fetch it again",
  },
  {
    name: "a report in UTF-16",
    damage: report(utf16),
    message:
      "Cannot read ROOT/ecgen-radiology/a00000-1.xml:1: it has a zero byte, fetch the file again or save it as UTF-8",
  },
  {
    name: "zero bytes after a crash",
    damage: report((xml) => xml.slice(0, 500) + "\0".repeat(500)),
    message:
      /^Cannot read ROOT\/ecgen-radiology\/a00000-1\.xml:12: it has a zero byte, fetch the file again/,
  },
  {
    name: "a link to a folder for a report",
    damage: (root) => linkFor(REPORT(root), root),
    message:
      "Cannot read ROOT/ecgen-radiology/a00000-1.xml: it is a folder, check the path and the file",
  },
  {
    name: "a link to itself for a report",
    damage: (root) => linkFor(REPORT(root)),
    message:
      /^Cannot read ROOT\/ecgen-radiology\/a00000-1\.xml: .*symbolic links.*, check the path/,
  },
  {
    name: "a report in Latin-1",
    damage: report((xml) => latin1(xml.replace("XXXX-year", "Fièvre"))),
    message:
      "Cannot read ROOT/ecgen-radiology/a00000-1.xml:11: it is not UTF-8, save the file as UTF-8",
  },
  {
    name: "a report of a gibibyte",
    damage: (root) => inflate(REPORT(root)),
    message:
      "Cannot read ROOT/ecgen-radiology/a00000-1.xml: it has 1073741824 bytes, more than 1048576, check the path and the file",
  },
  {
    name: "a bomb of entities",
    damage: report((xml) =>
      xml.replace("<eCitation>", `<!DOCTYPE e [<!ENTITY l0 "lol">${LAUGHS}]>\n<eCitation>`)
        .replace("None.", "&l9;")
    ),
    message: NO_DOCTYPE,
  },
  {
    name: "an entity from a file",
    damage: doctype('<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    message: NO_DOCTYPE,
  },
  {
    name: "a document type from elsewhere",
    damage: doctype('<!doctype e SYSTEM "http://example.org/e.dtd">'),
    message: NO_DOCTYPE,
  },
  {
    name: "elements nested without end",
    damage: report((xml) =>
      xml.replace("</eCitation>", `${"<a>".repeat(2000)}${"</a>".repeat(2000)}</eCitation>`)
    ),
    message:
      "Cannot read report ecgen-radiology/a00000-1.xml: Maximum nested tags exceeded, fetch it again",
  },
  {
    name: "an element named after a prototype",
    damage: report((xml) => xml.replace("<docSource>CXR</docSource>", "<__proto__>1</__proto__>")),
    message:
      'Cannot read report ecgen-radiology/a00000-1.xml: [SECURITY] Invalid name: "__proto__" is a reserved JavaScript keyword that could cause prototype pollution, fetch it again',
  },
  {
    name: "another kind of XML",
    damage: report(() => "<article><title>Chest</title></article>"),
    message:
      "Cannot read report ecgen-radiology/a00000-1.xml: it has no element eCitation, expected a report of Open-I",
  },
  {
    name: "text after the report",
    damage: report((xml) => `${xml}<eCitation/>`),
    message:
      "Cannot read report ecgen-radiology/a00000-1.xml: it has 2 elements eCitation, expected one",
  },
  {
    name: "an image without a name",
    damage: report((xml) => xml.replace(/parentImage id="[^"]*"/, "parentImage")),
    message:
      "Cannot read report ecgen-radiology/a00000-1.xml: an element parentImage has no id, add it",
  },
  {
    name: "an image above its folder",
    damage: imageId("../labels"),
    message:
      'Cannot use image "../labels" of parentImage in ecgen-radiology/a00000-1.xml: it is no plain file name, correct it',
  },
  {
    name: "an absolute image",
    damage: imageId("/etc/hostname"),
    message:
      'Cannot use image "/etc/hostname" of parentImage in ecgen-radiology/a00000-1.xml: it is no plain file name, correct it',
  },
  {
    name: "an image above its folder on Windows",
    damage: imageId("..\\labels"),
    message:
      'Cannot use image "..\\\\labels" of parentImage in ecgen-radiology/a00000-1.xml: it is no plain file name, correct it',
  },
  {
    name: "an image named ..",
    damage: imageId(".."),
    message:
      'Cannot use image ".." of parentImage in ecgen-radiology/a00000-1.xml: it is no plain file name, correct it',
  },
  {
    name: "an image of two reports",
    damage: (root) => Deno.copyFile(REPORT(root), OTHER(root)),
    message:
      "Cannot use parentImage CXRa00000-1_IM-0001-2001 of ecgen-radiology/a00001-1.xml: ecgen-radiology/a00000-1.xml names it too, remove one",
  },
  {
    name: "a missing image",
    damage: (root) => Deno.remove(IMAGE(root)),
    message:
      "Cannot find image CXRa00000-1_IM-0001-2001.png of ecgen-radiology/a00000-1.xml: it is not in ROOT/NLMCXR_png, fetch it or set damaged: skip",
  },
  {
    name: "an empty image",
    damage: (root) => cut(IMAGE(root), 0),
    message:
      "Cannot decode image ROOT/NLMCXR_png/CXRa00000-1_IM-0001-2001.png: Input file contains unsupported image format, check the file or leave out its row",
  },
  {
    name: "a folder for an image",
    damage: (root) => folderFor(IMAGE(root)),
    message:
      "Cannot find image CXRa00000-1_IM-0001-2001.png of ecgen-radiology/a00000-1.xml: it is not in ROOT/NLMCXR_png, fetch it or set damaged: skip",
  },
  {
    name: "a truncated image",
    damage: (root) => cut(IMAGE(root), 0.5),
    message:
      "Cannot decode image ROOT/NLMCXR_png/CXRa00000-1_IM-0001-2001.png: vipspng: libpng read error, check the file or leave out its row",
  },
  {
    name: "text as an image",
    damage: (root) => Deno.writeTextFile(IMAGE(root), "no picture"),
    message:
      "Cannot decode image ROOT/NLMCXR_png/CXRa00000-1_IM-0001-2001.png: Input file contains unsupported image format, check the file or leave out its row",
  },
  {
    name: "a huge image",
    damage: (root) => hugePng(IMAGE(root)),
    message:
      "Cannot decode image ROOT/NLMCXR_png/CXRa00000-1_IM-0001-2001.png: Input image exceeds pixel limit, check the file or leave out its row",
  },
  {
    name: "reports that say nothing",
    damage: async (root) => {
      for (const { name } of Deno.readDirSync(`${root}/ecgen-radiology`)) {
        await edit(
          `${root}/ecgen-radiology/${name}`,
          (xml) => xml.replace(/FINDINGS|IMPRESSION/g, "NOTE"),
        );
      }
    },
    message:
      "Cannot use ROOT/ecgen-radiology: no report has findings or an impression and a frontal image, check the root",
  },
  {
    name: "a table of views without its column",
    config: { viewFile: "indiana_projections.csv" },
    damage: (root) => edit(VIEWS(root), (csv) => csv.replace("projection", "view")),
    message:
      'Cannot find column "projection" in indiana_projections.csv: it has "uid", "filename", "view"',
  },
  {
    name: "a table of views with semicolons",
    config: { viewFile: "indiana_projections.csv" },
    damage: (root) => edit(VIEWS(root), (csv) => csv.replaceAll(",", ";")),
    message:
      'Cannot find column "filename" in indiana_projections.csv: it has "uid;filename;projection", separate its columns with commas',
  },
  {
    name: "a table of views of other images",
    config: { viewFile: "indiana_projections.csv" },
    damage: (root) => edit(VIEWS(root), (csv) => csv.replaceAll("a0", "b0")),
    message:
      "Cannot use ROOT/ecgen-radiology: no report has findings or an impression and a frontal image, check the root and viewFile",
  },
  {
    name: "an unknown view",
    config: { viewFile: "indiana_projections.csv" },
    damage: (root) => edit(VIEWS(root), (csv) => csv.replace("Frontal", "Oblique")),
    message:
      'Cannot read the view of row indiana_projections.csv:2: "Oblique", expected Frontal or Lateral',
  },
  {
    name: "two views of one image",
    config: { viewFile: "indiana_projections.csv" },
    damage: (root) => edit(VIEWS(root), (csv) => csv + csv.split("\n")[1]),
    message:
      "Cannot read row indiana_projections.csv:8: a00000-1_IM-0001-2001.dcm.png has a row already, remove one",
  },
  {
    name: "a missing table of views",
    config: { viewFile: "views.csv" },
    damage: () => {},
    message: "Cannot read ROOT/views.csv: no such file, check the path and the file",
  },
  {
    name: "a label that is no finding",
    config: { labelFile: "labels.jsonl" },
    damage: (root) => edit(LABELS(root), (text) => text.replace("Edema", "Oedema")),
    message: 'Cannot read labels labels.jsonl:1: "Oedema" is no finding, correct it',
  },
  {
    name: "a label of another value",
    config: { labelFile: "labels.jsonl" },
    damage: (root) => edit(LABELS(root), (text) => text.replace(/"Edema":[^,]*/, '"Edema":2')),
    message: "Cannot read labels labels.jsonl:1: Edema is 2, expected 1, 0, -1 or null",
  },
  {
    name: "two lines of labels of one report",
    config: { labelFile: "labels.jsonl" },
    damage: (root) => edit(LABELS(root), (text) => text + text.split("\n")[0]),
    message: 'Cannot read labels labels.jsonl:5: "a00000-1" has a line already, remove one',
  },
  {
    name: "a truncated file of labels",
    config: { labelFile: "labels.jsonl" },
    damage: (root) => cut(LABELS(root), 0.7),
    message:
      "Cannot read labels labels.jsonl:3: Expected ':' after property name in JSON at position 243 (line 1 column 244), correct the line",
  },
  {
    name: "labels of other reports",
    config: { labelFile: "labels.jsonl" },
    damage: (root) => edit(LABELS(root), (text) => text.replaceAll('"id":"', '"id":"CXR')),
    message:
      'Cannot use labels labels.jsonl: no report is called "CXRa00000-1" or as another line says, write ids such as "a00000-1"',
  },
];

const parse = (fields: object) => openiConfigSchema.parse(fields);
testDamages("openi", parse, DAMAGES);

testOddities("openi", parse, {
  "CRLF": report((xml) => xml.replaceAll("\n", "\r\n")),
  "a byte order mark": report((xml) => `\uFEFF${xml}`),
  "characters by number": report((xml) => xml.replaceAll("The", "&#84;h&#x65;")),
  "comments and other elements": report((xml) =>
    xml.replace("<MeSH>", "<!-- x --><other><major>x</major></other><MeSH>")
  ),
  "other files": async (root) => {
    await Deno.writeTextFile(`${root}/ecgen-radiology/.DS_Store`, "\0");
    await Deno.mkdir(`${root}/ecgen-radiology/x.xml`);
  },
  "folders that are links": async (root) => {
    for (const name of ["ecgen-radiology", "NLMCXR_png"]) {
      await Deno.rename(`${root}/${name}`, `${root}/${name}-elsewhere`);
      await Deno.symlink(`${name}-elsewhere`, `${root}/${name}`);
    }
  },
});

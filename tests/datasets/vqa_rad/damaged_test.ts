import { vqaRadConfigSchema } from "../../../datasets/mod.ts";
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

const FILE = below("VQA_RAD Dataset Public.json");
const IMAGE = below("VQA_RAD Image Folder", "a00000-1.jpg");

type Row = Record<string, unknown>;

const list = (change: (rows: Row[]) => unknown) => (root: string) =>
  edit(FILE(root), (text) => JSON.stringify(change(JSON.parse(text))));
/** Gives the third question's field another value; `undefined` takes it away. */
const field = (name: string, value: unknown) =>
  list((rows) => rows.map((row, i) => i === 2 ? { ...row, [name]: value } : row));

const DAMAGES: Damage[] = [
  {
    name: "a root without questions",
    damage: (root) => Deno.remove(FILE(root)),
    message:
      "Cannot read ROOT/VQA_RAD Dataset Public.json: no such file, check the path and the file",
  },
  {
    name: "an empty file of questions",
    damage: (root) => cut(FILE(root), 0),
    message:
      "Cannot read questions VQA_RAD Dataset Public.json: Unexpected end of JSON input, fetch the file again",
  },
  {
    name: "a truncated file of questions",
    damage: (root) => cut(FILE(root), 0.5),
    message:
      "Cannot read questions VQA_RAD Dataset Public.json: Expected ',' or '}' after property value in JSON at position 2068 (line 65 column 1), fetch the file again",
  },
  {
    name: "questions in UTF-16",
    damage: (root) => edit(FILE(root), utf16),
    message:
      "Cannot read ROOT/VQA_RAD Dataset Public.json:1: it has a zero byte, fetch the file again or save it as UTF-8",
  },
  {
    name: "a folder for the questions",
    damage: (root) => folderFor(FILE(root)),
    message:
      "Cannot read ROOT/VQA_RAD Dataset Public.json: it is a folder, check the path and the file",
  },
  {
    name: "a link to itself for the questions",
    damage: (root) => linkFor(FILE(root)),
    message: /^Cannot read ROOT\/VQA_RAD Dataset Public\.json: .*symbolic links.*, check the path/,
  },
  {
    name: "an answer that is no number",
    damage: (root) =>
      edit(FILE(root), (text) => text.replace(/"answer": "[^"]*"/, '"answer": NaN')),
    message: /^Cannot read questions VQA_RAD Dataset Public\.json: .*N.*, fetch the file again$/,
  },
  {
    name: "an object per line instead of a list",
    damage: (root) =>
      edit(
        FILE(root),
        (text) => JSON.parse(text).map((row: Row) => JSON.stringify(row)).join("\n"),
      ),
    message: /^Cannot read questions VQA_RAD Dataset Public\.json: .*JSON.*, fetch the file again$/,
  },
  {
    name: "questions in Latin-1",
    damage: (root) => edit(FILE(root), (text) => latin1(text.replace("Is ", "Où "))),
    message:
      "Cannot read ROOT/VQA_RAD Dataset Public.json:10: it is not UTF-8, save the file as UTF-8",
  },
  {
    name: "a file of a gibibyte",
    damage: (root) => inflate(FILE(root)),
    message:
      "Cannot read ROOT/VQA_RAD Dataset Public.json: it has 1073741824 bytes, more than 67108864, check the path and the file",
  },
  {
    name: "lists nested without end",
    damage: (root) => Deno.writeTextFile(FILE(root), "[".repeat(1_000_000)),
    message:
      "Cannot read questions VQA_RAD Dataset Public.json: Unexpected end of JSON input, fetch the file again",
  },
  {
    name: "an object instead of a list",
    damage: list((rows) => ({ rows })),
    message:
      "Cannot read questions VQA_RAD Dataset Public.json: expected a list of question-answer pairs",
  },
  {
    name: "an empty list",
    damage: list(() => []),
    message:
      "Cannot read questions VQA_RAD Dataset Public.json: expected a list of question-answer pairs",
  },
  {
    name: "a question that is null",
    damage: list((rows) => [null, ...rows]),
    message: "Cannot read question VQA_RAD Dataset Public.json[0]: null, expected an object",
  },
  {
    name: "a question that is a list",
    damage: list((rows) => [...rows, ["x"]]),
    message: 'Cannot read question VQA_RAD Dataset Public.json[8]: ["x"], expected an object',
  },
  {
    name: "a question without words",
    damage: field("question", "?"),
    message: 'Cannot read question VQA_RAD Dataset Public.json[2]: question is "?", expected words',
  },
  {
    name: "an empty question",
    damage: field("question", "  "),
    message: 'Cannot read question VQA_RAD Dataset Public.json[2]: question is "  ", expected text',
  },
  {
    name: "a missing question",
    damage: field("question", undefined),
    message:
      "Cannot read question VQA_RAD Dataset Public.json[2]: question is missing, expected text",
  },
  {
    name: "a missing answer",
    damage: field("answer", undefined),
    message:
      "Cannot read question VQA_RAD Dataset Public.json[2]: answer is missing, expected text",
  },
  {
    name: "an empty answer",
    damage: field("answer", ""),
    message: 'Cannot read question VQA_RAD Dataset Public.json[2]: answer is "", expected text',
  },
  {
    name: "an answer that is an object",
    damage: field("answer", { yes: 1 }),
    message:
      'Cannot read question VQA_RAD Dataset Public.json[2]: answer is {"yes":1}, expected text',
  },
  {
    name: "a long wrong value",
    damage: field("answer", ["x".repeat(5000)]),
    message:
      'Cannot read question VQA_RAD Dataset Public.json[2]: answer is ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, expected text',
  },
  {
    name: "an unknown part of the body",
    damage: field("image_organ", "LEG"),
    message:
      'Cannot read question VQA_RAD Dataset Public.json[2]: image_organ is "LEG", expected one of CHEST, ABD, HEAD',
  },
  {
    name: "an unknown type of answer",
    damage: field("answer_type", "MAYBE"),
    message:
      'Cannot read question VQA_RAD Dataset Public.json[2]: answer_type is "MAYBE", expected CLOSED or OPEN',
  },
  {
    name: "an unknown type of phrase",
    damage: field("phrase_type", "spoken"),
    message:
      'Cannot read question VQA_RAD Dataset Public.json[2]: phrase_type is "spoken", expected one of freeform, para, test_freeform, test_para',
  },
  {
    name: "a question without an id",
    damage: field("qid", null),
    message: "Cannot read question VQA_RAD Dataset Public.json[2]: qid is null, expected text",
  },
  {
    name: "an id given twice",
    damage: list((rows) => rows.map((row, i) => i === 3 ? { ...row, qid: rows[1]!.qid } : row)),
    message:
      "Cannot read question VQA_RAD Dataset Public.json[3]: qid a00000-1-q2 is in VQA_RAD Dataset Public.json[1] too, remove one",
  },
  {
    name: "an id given as number and as text",
    damage: list((rows) => rows.map((row, i) => i < 2 ? { ...row, qid: i === 0 ? 7 : "7" } : row)),
    message:
      "Cannot read question VQA_RAD Dataset Public.json[1]: qid 7 is in VQA_RAD Dataset Public.json[0] too, remove one",
  },
  {
    name: "a question without an image",
    damage: field("image_name", undefined),
    message:
      "Cannot read question VQA_RAD Dataset Public.json[2]: image_name is missing, expected text",
  },
  {
    name: "an image above its folder",
    damage: field("image_name", "../x.jpg"),
    message:
      'Cannot use image "../x.jpg" of question VQA_RAD Dataset Public.json[2]: it is no plain file name, correct it',
  },
  {
    name: "an absolute image",
    damage: field("image_name", "/etc/hostname"),
    message:
      'Cannot use image "/etc/hostname" of question VQA_RAD Dataset Public.json[2]: it is no plain file name, correct it',
  },
  {
    name: "an image with a zero byte",
    damage: field("image_name", "a\0.jpg"),
    message:
      'Cannot use image "a\\u0000.jpg" of question VQA_RAD Dataset Public.json[2]: it is no plain file name, correct it',
  },
  {
    name: "a missing image",
    damage: (root) => Deno.remove(IMAGE(root)),
    message:
      "Cannot find image a00000-1.jpg of question VQA_RAD Dataset Public.json[0]: it is not in ROOT/VQA_RAD Image Folder, fetch it or set damaged: skip",
  },
  {
    name: "a missing folder of images",
    damage: (root) => Deno.rename(`${root}/VQA_RAD Image Folder`, `${root}/images`),
    message: "Cannot read folder ROOT/VQA_RAD Image Folder: no such folder, check the root",
  },
  {
    name: "an empty image",
    damage: (root) => cut(IMAGE(root), 0),
    message:
      "Cannot decode image ROOT/VQA_RAD Image Folder/a00000-1.jpg: Input file contains unsupported image format, check the file or leave out its row",
  },
  {
    name: "a folder for an image",
    damage: (root) => folderFor(IMAGE(root)),
    message:
      "Cannot find image a00000-1.jpg of question VQA_RAD Dataset Public.json[0]: it is not in ROOT/VQA_RAD Image Folder, fetch it or set damaged: skip",
  },
  {
    name: "a truncated image",
    damage: (root) => cut(IMAGE(root), 0.5),
    message:
      "Cannot decode image ROOT/VQA_RAD Image Folder/a00000-1.jpg: VipsJpeg: premature end of JPEG image, check the file or leave out its row",
  },
  {
    name: "a huge image",
    damage: (root) => hugePng(IMAGE(root)),
    message:
      "Cannot decode image ROOT/VQA_RAD Image Folder/a00000-1.jpg: Input image exceeds pixel limit, check the file or leave out its row",
  },
  {
    name: "a part of the body without questions",
    config: { organ: "head" },
    damage: () => {},
    message: "Cannot use ROOT/VQA_RAD Dataset Public.json: no question is about head, name another",
  },
];

const parse = (fields: object) => vqaRadConfigSchema.parse(fields);
testDamages("vqa-rad", parse, DAMAGES);

testOddities("vqa-rad", parse, {
  "CRLF": (root) => edit(FILE(root), (text) => text.replaceAll("\n", "\r\n")),
  "a byte order mark": (root) => edit(FILE(root), (text) => `\uFEFF${text}`),
  "blanks around values": list((rows) =>
    rows.map((row) => ({ ...row, answer_type: `${row.answer_type} `, image_organ: " CHEST " }))
  ),
  "other fields and another order": list((rows) =>
    rows.map((row) => Object.fromEntries([["__proto__", 1], ...Object.entries(row).toReversed()]))
  ),
  "an image folder that is a link": async (root) => {
    await Deno.rename(`${root}/VQA_RAD Image Folder`, `${root}/elsewhere`);
    await Deno.symlink("elsewhere", `${root}/VQA_RAD Image Folder`);
  },
});

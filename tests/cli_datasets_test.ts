import assert from "node:assert/strict";
import { join } from "node:path";
import {
  DATASET_KINDS,
  openDataset,
  openiConfigSchema,
  phantomConfigSchema,
} from "../datasets/mod.ts";
import { captured } from "./e2e/captured.ts";
import { withFolder } from "./e2e/command.ts";

Deno.test("datasets label prints one JSON line per report", () =>
  withFolder(async (folder) => {
    const file = join(folder, "reports.jsonl");
    const lines = [
      '{"id":"s1","label":"\'Edema\'","text":"Mild edema. No effusion. Possible pneumonia."}',
      '{"id":2,"text":"The lungs are clear."}',
    ];
    await Deno.writeTextFile(file, lines.join("\n"));
    const { code, stdout, stderr } = await captured("datasets", "label", file);
    assert.deepEqual([code, stderr], [0, ""]);
    const none = "null,";
    assert.equal(
      stdout,
      '{"id":"s1","labels":{"No Finding":null,"Enlarged Cardiomediastinum":null,' +
        '"Cardiomegaly":null,"Lung Lesion":null,"Lung Opacity":null,"Edema":1,' +
        '"Consolidation":null,"Pneumonia":-1,"Atelectasis":null,"Pneumothorax":null,' +
        '"Pleural Effusion":0,"Pleural Other":null,"Fracture":null,"Support Devices":null}}\n' +
        `{"id":2,"labels":{"No Finding":1,"Enlarged Cardiomediastinum":${none}` +
        `"Cardiomegaly":${none}"Lung Lesion":${none}"Lung Opacity":${none}"Edema":${none}` +
        `"Consolidation":${none}"Pneumonia":${none}"Atelectasis":${none}"Pneumothorax":${none}` +
        `"Pleural Effusion":${none}"Pleural Other":${none}"Fracture":${none}` +
        '"Support Devices":null}}\n',
    );
  }));

Deno.test("datasets label refuses a wrong line by file and line, and prints no labels", () =>
  withFolder(async (folder) => {
    const file = join(folder, "reports.jsonl");
    await Deno.writeTextFile(file, '{"id":"a","text":"x"}\n{"id":"b"}\n');
    assert.deepEqual(await captured("datasets", "label", file), {
      code: 2,
      signal: null,
      stdout: "",
      stderr: `Cannot read report ${file}:2: text is missing, expected a string\n`,
    });
  }));

Deno.test("datasets label refuses a file that is not there", async () => {
  assert.deepEqual(await captured("datasets", "label", "nowhere.jsonl"), {
    code: 2,
    signal: null,
    stdout: "",
    stderr: "Cannot read reports nowhere.jsonl: no such file, check the path\n",
  });
});

Deno.test("datasets list prints a line per kind", async () => {
  const { code, stdout, stderr } = await captured("datasets", "list");
  assert.deepEqual([code, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => line.split(" ")[0]).sort(),
    Object.keys(DATASET_KINDS).sort(),
  );
  assert.ok(lines.includes("openi      Open-I: ecgen-radiology/*.xml and NLMCXR_png/*.png"));
});

Deno.test("datasets export writes a phantom that opens as the layout's kind", () =>
  withFolder(async (folder) => {
    const root = join(folder, "new", "openi");
    const layout = ["--layout", "openi", "--out", root, "--patients", "3", "--size", "32"];
    assert.deepEqual(
      await captured("datasets", "export", "phantom", ...layout, "--seed", "2", "--site", "b"),
      {
        code: 0,
        signal: null,
        stdout: `4 studies are in ${root}, in the layout of openi\n`,
        stderr: "",
      },
    );
    const { examples } = await openDataset(openiConfigSchema.parse({ kind: "openi", root }));
    const phantom = phantomConfigSchema.parse({ kind: "phantom", site: "b", patients: 3, seed: 2 });
    const source = await openDataset(phantom);
    assert.deepEqual(examples.map(({ text }) => text), source.examples.map(({ text }) => text));
  }));

const WRONG: [string[], RegExp][] = [
  [["export", "phantom", "--out", "x"], /required option '--layout <name>'/],
  [["export", "phantom", "--layout", "openi"], /required option '--out <dir>'/],
  [["export", "real", "--layout", "openi", "--out", "x"], /Allowed choices are phantom/],
  [
    ["export", "phantom", "--layout", "dicom", "--out", "x"],
    /Allowed choices are mimic-cxr, openi/,
  ],
  [
    ["export", "phantom", "--layout", "openi", "--out", "x", "--patients", "0"],
    /whole number from 1/,
  ],
  [["export", "phantom", "--layout", "openi", "--out", "x", "--size", "8"], /whole number from 32/],
  [
    ["export", "phantom", "--layout", "openi", "--out", "x", "--seed", "1.5"],
    /whole number from 0/,
  ],
];

for (const [args, message] of WRONG) {
  Deno.test(`datasets ${args.join(" ")} is refused`, async () => {
    const { code, stdout, stderr } = await captured("datasets", ...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, message);
  });
}

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  DATASET_KINDS,
  exportPhantom,
  openDataset,
  openiConfigSchema,
  phantomConfigSchema,
  readSplit,
} from "../datasets/mod.ts";
import { readPrepared } from "../datasets/prepared.ts";
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

Deno.test("datasets label --reading words does without the conventions of published labels", () =>
  withFolder(async (folder) => {
    const file = join(folder, "reports.jsonl");
    await Deno.writeTextFile(file, '{"id":1,"text":"No pleural effusions or pneumothorax."}');
    const pneumothorax = async (...flags: string[]) => {
      const { code, stdout, stderr } = await captured("datasets", "label", file, ...flags);
      assert.deepEqual([code, stderr], [0, ""]);
      return JSON.parse(stdout).labels.Pneumothorax;
    };
    assert.deepEqual([await pneumothorax(), await pneumothorax("--reading", "words")], [1, 0]);
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
    stderr: "Cannot read nowhere.jsonl: no such file, check the path and the file\n",
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

Deno.test("datasets verify prints a report, writes it, and ends with 1 for a leak", () =>
  withFolder(async (folder) => {
    const [root, out] = [join(folder, "data"), join(folder, "out")];
    await exportPhantom(phantomConfigSchema.parse({ kind: "phantom", patients: 10 }), "jsonl", {
      ...{ folder: root, size: 64 },
    });
    const clean = await captured("datasets", "verify", "jsonl", "--data", root);
    assert.deepEqual([clean.code, clean.stderr], [0, ""]);
    assert.match(clean.stdout, /^jsonl \(jsonl\)\n +train +valid +test +all\nstudies +\d+/);
    const first = async (file: string) => {
      const text = await Deno.readTextFile(join(root, file));
      return join(root, JSON.parse(text.split("\n")[0]!).img);
    };
    await Deno.copyFile(await first("Train.jsonl"), await first("Test.jsonl"));
    const { code, stdout } = await captured(
      ...["datasets", "verify", "jsonl", "--data", root, "--out", out],
    );
    assert.equal(code, 1);
    assert.match(stdout, /\nleak: 1 image of 2 studies in more than one split\n/);
    assert.equal(await Deno.readTextFile(join(out, "report.txt")), stdout);
    assert.match(await Deno.readTextFile(join(out, "report.html")), /^<!doctype html>/);
  }));

Deno.test("datasets prepare and split write what a dataset of a spec holds", () =>
  withFolder(async (folder) => {
    const [root, out, split] = ["data", "out", "split.jsonl.gz"].map((name) => join(folder, name));
    await exportPhantom(phantomConfigSchema.parse({ kind: "phantom", patients: 3 }), "openi", {
      ...{ folder: root!, size: 32 },
    });
    const from = ["openi", "--spec", "benchmarks/medvill.yaml", "--data", root!];
    const { examples } = await openDataset(openiConfigSchema.parse({ kind: "openi", root }));
    for (const kept of [0, 4]) {
      assert.deepEqual(
        await captured("datasets", "prepare", ...from, "--size", "8", "--out", out!),
        {
          code: 0,
          signal: null,
          stdout: `4 studies are in ${out}, ${kept} of them from before\n`,
          stderr: "",
        },
      );
    }
    using prepared = readPrepared(out!);
    assert.deepEqual([prepared.imageSize, prepared.examples], [8, examples]);
    assert.deepEqual(await captured("datasets", "split", ...from, "--out", split!), {
      code: 0,
      signal: null,
      stdout: `The split of 4 studies is in ${split}\n`,
      stderr: "",
    });
    assert.deepEqual(
      [...(await readSplit(split!)).values()].map(({ id, split }) => [id, split]).sort(),
      examples.map(({ id, split }) => [id, split]).sort(),
    );
  }));

Deno.test("datasets verify of several tells what they share, and ends with 1 for a leak", () =>
  withFolder(async (folder) => {
    const roots = { openi: join(folder, "a"), jsonl: join(folder, "b") };
    for (const [layout, root] of Object.entries(roots)) {
      const phantom = phantomConfigSchema.parse({ kind: "phantom", patients: 10 });
      await exportPhantom(phantom, layout as keyof typeof roots, { folder: root, size: 64 });
    }
    const named = Object.entries(roots).flatMap(([name, root]) => ["--data", `${name}=${root}`]);
    const out = join(folder, "out");
    const { code, stdout, stderr } = await captured(
      ...["datasets", "verify", "openi", "jsonl", ...named, "--out", out],
    );
    assert.deepEqual([code, stderr], [1, ""]);
    const titles = ["openi (openi)", "jsonl (jsonl)", "openi, jsonl (together)"];
    assert.deepEqual(
      stdout.split("\n").filter((line) => line.endsWith(")") && !/:/.test(line))
        .filter((line) => titles.includes(line)),
      titles,
    );
    assert.match(stdout, /\nleak: \d+ images of \d+ studies in several datasets, in more than one/);
    assert.equal(await Deno.readTextFile(join(out, "report.txt")), stdout);
    const html = await Deno.readTextFile(join(out, "report.html"));
    assert.equal(html.match(/<h1>/g)?.length, 3);
  }));

Deno.test("a run takes what datasets prepare left: the keys are those of the files", () =>
  withFolder(async (folder) => {
    const [root, out, store] = ["data", "out", "store"].map((name) => join(folder, name));
    await exportPhantom(phantomConfigSchema.parse({ kind: "phantom", patients: 20 }), "mimic-cxr", {
      ...{ folder: root!, size: 64 },
    });
    const spec = join(folder, "s.yaml");
    await Deno.writeTextFile(
      spec,
      `name: s
variants: [scratch]
datasets: { cxr: { kind: mimic-cxr, root: data } }
transfers: [{ pretrain: cxr, finetune: cxr, test: cxr }]
model: { size: tiny, imageSize: 64, imageTokens: 4 }
tasks: { classification: {} }
`,
    );
    const prepare = ["datasets", "prepare", "cxr", "--spec", spec, "--out", out!];
    assert.equal((await captured(...prepare, "--size", "64")).code, 0);
    const plan = async (...flags: string[]) => {
      const { code, stdout, stderr } = await captured("plan", spec, "--store", store!, ...flags);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const raw = await plan("--json");
    await Deno.remove(join(root!, "files"), { recursive: true });
    assert.equal(await plan("--json", "--data", `cxr=${out}`), raw);
    const { code, stderr } = await captured(
      ...["plan", spec, "--data", `cxr=${out}`, "--set", "model.imageSize=128"],
    );
    assert.equal(code, 2);
    assert.match(
      stderr,
      /images were prepared of 64 pixels a side and model\.imageSize is 128, prepare/,
    );
  }));

const WRONG: [string[], RegExp][] = [
  [
    ["verify", "opni", "--data", "x"],
    /^opni: Cannot use the dataset: no such kind, the nearest is/,
  ],
  [["verify", "openi"], /^openi: Cannot use the dataset: where it lies is missing, give --data\n$/],
  [
    ["verify", "openi", "jsonl", "--data", "x"],
    /^--data x: Cannot tell whose folder this is: write NAME=DIR, with a name of openi, jsonl\n$/,
  ],
  [["verify", "table", "--data", "x"], /: file is missing, give a --spec\n$/],
  [["verify", "phantom", "--data", "x"], /: it is made, not read, leave out --data\n$/],
  [
    ["split", "site-b", "--spec", "benchmarks/smoke.yaml", "--out", "x"],
    /^site-b: .*smoke\.yaml has none of this name, the nearest is site-a\n$/,
  ],
  [["prepare", "openi", "--data", "x", "--out", "y"], /required option '--size <pixels>'/],
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

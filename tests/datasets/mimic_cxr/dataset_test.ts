import assert from "node:assert/strict";
import { join } from "node:path";
import { FINDINGS, openDataset } from "../../../datasets/mod.ts";
import {
  configOf,
  type Files,
  identityOf,
  picture,
  withFiles,
  writeFiles,
} from "../files/folder.ts";
import { messageOf } from "../table/folder.ts";
import { type MadeStudy, mimicFiles, STUDIES, TABLES } from "./folder.ts";

const STUDY: MadeStudy = {
  subject: 10000032,
  study: 50414267,
  split: "validate",
  views: ["LATERAL", "AP", "PA", "PA"],
  report: " FINDINGS:  Fluid of ___ cm.\n \n IMPRESSION:  Wet.\n",
  labels: { Edema: "-1.0", Fracture: "1.0", "No Finding": "0.0" },
};
const SILENT: MadeStudy = {
  ...STUDY,
  subject: 11000000,
  study: 50000001,
  views: ["AP"],
  report: " IMPRESSION:  Dry.\n",
};

async function open(root: string, rest: object = {}) {
  return await openDataset(configOf({ kind: "mimic-cxr", root, ...rest }));
}

Deno.test("mimic-cxr reads a study's image, report, labels and split", async () => {
  await withFiles(await mimicFiles([STUDY]), async (root) => {
    const { labelNames, examples, image } = await open(root);
    assert.deepEqual(labelNames, FINDINGS);
    assert.deepEqual(examples, [{
      id: "s50414267",
      patient: "p10000032",
      split: "valid",
      text: "Fluid of ___ cm.",
      labels: FINDINGS.map((name) =>
        ({ Edema: -1, Fracture: 1, "No Finding": 0 } as Record<string, number>)[name] ?? null
      ),
      questions: [],
    }]);
    const folder = join(root, "files/p10/p10000032/s50414267");
    for (const other of ["a", "b", "d"]) await Deno.remove(join(folder, `50414267-${other}.jpg`));
    assert.equal((await image(0, 4)).length, 16, "the first PA of LATERAL, AP, PA, PA");
  });
});

Deno.test("mimic-cxr takes the views asked for", async () => {
  const studies = [STUDY, SILENT, { ...STUDY, subject: 12, study: 13, views: ["LATERAL", "PA"] }];
  await withFiles(await mimicFiles(studies), async (root) => {
    const ids = async (views: string) =>
      (await open(root, { views, withoutText: "keep" })).examples.map(({ id }) => id);
    assert.deepEqual(await ids("frontal"), ["s50414267", "s50000001", "s13"]);
    assert.deepEqual(await ids("AP"), ["s50414267", "s50000001"]);
    assert.deepEqual(await ids("PA"), ["s50414267", "s13"]);
  });
});

Deno.test("mimic-cxr takes the first part of the report that is there", async () => {
  await withFiles(await mimicFiles([STUDY, SILENT]), async (root) => {
    const texts = async (rest: object) => (await open(root, rest)).examples.map(({ text }) => text);
    assert.deepEqual(await texts({}), ["Fluid of ___ cm."]);
    assert.deepEqual(await texts({ withoutText: "keep" }), ["Fluid of ___ cm.", ""]);
    assert.deepEqual(await texts({ text: ["findings", "impression"] }), [
      "Fluid of ___ cm.",
      "Dry.",
    ]);
    assert.deepEqual(await texts({ text: ["report"] }), [
      "FINDINGS: Fluid of ___ cm. IMPRESSION: Wet.",
      "IMPRESSION: Dry.",
    ]);
  });
});

Deno.test("mimic-cxr does with uncertain labels what it is told, and reads both labelers", async () => {
  await withFiles(await mimicFiles([STUDY]), async (root) => {
    const edema = async (rest: object) =>
      (await open(root, rest)).examples[0]!.labels[FINDINGS.indexOf("Edema")];
    assert.equal(await edema({}), -1);
    assert.equal(await edema({ uncertain: "positive" }), 1);
    assert.equal(await edema({ uncertain: "negative" }), 0);
    assert.equal(await edema({ labels: "negbio" }), 0);
  });
});

Deno.test("mimic-cxr leaves a study that the labels lack without labels", async () => {
  const files = await mimicFiles([STUDY, SILENT]);
  files[TABLES.chexpert] = (await mimicFiles([SILENT]))[TABLES.chexpert]!;
  await withFiles(files, async (root) => {
    assert.deepEqual((await open(root)).examples[0]!.labels, FINDINGS.map(() => null));
  });
});

Deno.test("mimic-cxr finds reports in another folder and unzipped tables", async () => {
  const files: Files = {};
  for (const [path, content] of Object.entries(await mimicFiles([STUDY]))) {
    files[path.endsWith(".txt") ? `reports/${path}` : `jpg/${path}`] = content;
  }
  await withFiles(files, async (root) => {
    const jpg = join(root, "jpg");
    const table = join(jpg, TABLES.split);
    const unzipped = new Response(
      (await Deno.open(table)).readable.pipeThrough(new DecompressionStream("gzip")),
    );
    await Deno.writeTextFile(table.slice(0, -3), await unzipped.text());
    await Deno.remove(table);
    for (const reports of ["../reports", join(root, "reports")]) {
      assert.equal((await open(jpg, { reports })).examples[0]!.text, "Fluid of ___ cm.");
    }
  });
});

Deno.test("mimic-cxr keeps its identity when moved, and changes it with image, report or label", async () => {
  const files = await mimicFiles(STUDIES.slice(0, 4));
  const identity = (root: string) => identityOf(configOf({ kind: "mimic-cxr", root }));
  const before = await withFiles(files, identity);
  assert.deepEqual(await withFiles(files, identity), before);
  assert.deepEqual(before.config, {
    views: "frontal",
    text: ["findings"],
    withoutText: "drop",
    labels: "chexpert",
    uncertain: "keep",
    damaged: "fail",
  });
  const folder = "files/p10/p10000000/s50000000";
  const relabelled = STUDIES.map((study) => ({ ...study, labels: { Edema: "1.0" } }));
  const changes: Files[] = [
    { [`${folder}/50000000-a.jpg`]: await picture("jpeg", 999) },
    { [`${folder}.txt`]: " FINDINGS: Another report.\n" },
    { [TABLES.chexpert]: (await mimicFiles(relabelled))[TABLES.chexpert]! },
  ];
  for (const change of changes) {
    const { fingerprint } = await withFiles({ ...files, ...change }, identity);
    assert.notEqual(fingerprint, before.fingerprint, Object.keys(change).join());
  }
  const lateral = { "files/p10/p10000000/s50000001/50000001-b.jpg": await picture("jpeg", 999) };
  const unused = await withFiles({ ...files, ...lateral }, identity);
  assert.equal(unused.fingerprint, before.fingerprint, "an image that is not taken");
});

Deno.test("mimic-cxr names an image that is missing when it is identified, unless told to skip", async () => {
  const files = await mimicFiles(STUDIES.slice(0, 4));
  delete files["files/p10/p10000000/s50000000/50000000-a.jpg"];
  await withFiles(files, async (root) => {
    const identify = (damaged: string) =>
      identityOf(configOf({ kind: "mimic-cxr", root, damaged }));
    assert.match(
      await messageOf(() => identify("fail")),
      /^Cannot read image .*s50000000\/50000000-a\.jpg: no such file, check .* damaged: skip$/,
    );
    const skipping = await identify("skip");
    await writeFiles(root, {
      "files/p10/p10000000/s50000000/50000000-a.jpg": await picture("jpeg", 1),
    });
    assert.notEqual((await identify("skip")).fingerprint, skipping.fingerprint);
  });
});

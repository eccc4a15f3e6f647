import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { type DatasetConfig, leaks, reportText, verifyDataset } from "../../../datasets/mod.ts";
import { datasetHtml } from "../../../results/dataset_html.ts";
import { exported } from "../exported.ts";
import { configOf } from "../files/folder.ts";

/** The image files of a split of an exported dataset of jsonl files, from its root. */
async function imagesOf(root: string, file: string): Promise<string[]> {
  const lines = (await Deno.readTextFile(join(root, file))).trimEnd().split("\n");
  return lines.map((line) => join(root, JSON.parse(line).img));
}

function found(config: DatasetConfig) {
  return verifyDataset(config, { name: "made up" });
}

Deno.test("verifyDataset() finds copies, missing and broken images, and no leak without", async () => {
  await using folder = await exported("jsonl", 10, 128);
  const { root } = folder;
  const config = configOf({ kind: "jsonl", root });
  const clean = await found(config);
  assert.equal(leaks(clean), false);
  assert.deepEqual(clean.counts.all.studies, clean.counts.all.reports);
  assert.ok(clean.findings.every(({ text }) => !/image/.test(text) || /published/.test(text)));

  const train = await imagesOf(root, "Train.jsonl");
  const [tested] = await imagesOf(root, "Test.jsonl");
  // A copy on another scale, compressed again.
  await sharp(train[0]!).resize(160).jpeg({ quality: 80 }).toFile(tested!);
  await Deno.copyFile(train[1]!, train[2]!);
  await Deno.remove(train[3]!);
  await Deno.writeFile(train[4]!, new Uint8Array());
  const steps: string[] = [];
  const report = await verifyDataset(config, {
    ...{
      name: "made up",
      sheet: true,
      onProgress: (done: number, all: number) => {
        steps.push(`${done}/${all}`);
      },
    },
  });
  assert.equal(leaks(report), true);
  const total = report.counts.all.studies;
  assert.deepEqual(steps, Array.from({ length: total }, (_, i) => `${i + 1}/${total}`));
  const about = report.findings.filter(({ text }) => / images? ?|image of/.test(text))
    .filter(({ text }) => !/published/.test(text));
  assert.deepEqual(about.map(({ level, text }) => `${level}: ${text}`), [
    "leak: 1 image of 2 studies in more than one split",
    "warning: 1 missing image",
    "warning: 1 undecodable image",
    "warning: 1 image of 2 studies repeated in a split",
  ]);
  assert.ok(about[1]!.examples[0]!.includes(train[3]!));
  assert.ok(about[2]!.examples[0]!.includes(train[4]!));

  const text = reportText(report);
  assert.match(text, /^made up \(jsonl\)\n/);
  assert.match(text, /\nleak: 1 image of 2 studies in more than one split\n {2}\S+ \(train\), /);
  const { width, height } = await sharp(report.sheet!.png).metadata();
  const rows = Math.ceil(report.sheet!.studies / 6);
  assert.deepEqual([width, height], [6 * 128, rows * 144]);
  const html = datasetHtml([{ ...report, name: "a < b" }]);
  assert.match(html, /<h1>a &#60; b <small>\(jsonl\)<\/small><\/h1>/);
  assert.match(html, /<dt>leak: 1 image of 2 studies in more than one split<\/dt>/);
  assert.match(html, /<img src="data:image\/png;base64,iVBOR/);
});

Deno.test("verifyDataset() finds the images of VQA-RAD that are learned from and tested on", async () => {
  await using folder = await exported("vqa-rad", 10, 64);
  const { root } = folder;
  const file = join(root, "VQA_RAD Dataset Public.json");
  const rows = JSON.parse(await Deno.readTextFile(file));
  rows[0].phrase_type = "test_freeform"; // its image has other questions to learn from
  await Deno.writeTextFile(file, JSON.stringify(rows));
  const { findings } = await found(configOf({ kind: "vqa-rad", root }));
  assert.deepEqual(findings.filter(({ level }) => level === "leak").map(({ text }) => text), [
    "1 patient in more than one split",
    "1 image of 2 studies in more than one split",
  ]);
});

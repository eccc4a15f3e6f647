import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { leaks, lookThrough, reportOn, reportText, reportTogether } from "../../../datasets/mod.ts";
import { exported } from "../exported.ts";
import { configOf } from "../files/folder.ts";

/** The rows of a split of an exported dataset of jsonl files. */
async function rowsOf(root: string, file: string): Promise<{ id: string; img: string }[]> {
  const lines = (await Deno.readTextFile(join(root, file))).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function look(name: string, root: string) {
  return lookThrough(configOf({ kind: "jsonl", root }), { name });
}

Deno.test("reportTogether() finds images and reports of several datasets, and what leaks", async () => {
  await using first = await exported("jsonl", 10, 128, "a");
  await using second = await exported("jsonl", 10, 128, "b");
  const [a, b] = [await look("one", first.root), await look("two", second.root)];
  assert.deepEqual((await reportTogether([a, b])).findings, []);

  const [train, test] = [
    await rowsOf(first.root, "Train.jsonl"),
    await rowsOf(second.root, "Test.jsonl"),
  ];
  const valid = await rowsOf(second.root, "Train.jsonl");
  // One that is learned from here is tested on there, on another scale; another is learned from twice.
  await sharp(join(first.root, train[0]!.img)).resize(160).jpeg({ quality: 80 })
    .toFile(join(second.root, test[0]!.img));
  await Deno.copyFile(join(first.root, train[1]!.img), join(second.root, valid[0]!.img));
  // A copy within one dataset is not the other's business.
  await Deno.copyFile(join(first.root, train[2]!.img), join(first.root, train[3]!.img));
  await Deno.remove(join(second.root, test[1]!.img));
  const file = join(second.root, "Test.jsonl");
  const report = JSON.parse(
    (await Deno.readTextFile(join(first.root, "Train.jsonl"))).split("\n")[4]!,
  );
  const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
  lines[0] = JSON.stringify({ ...JSON.parse(lines[0]!), text: report.text.toUpperCase() });
  await Deno.writeTextFile(file, lines.join("\n"));

  const looks = [await look("one", first.root), await look("two", second.root)];
  const together = await reportTogether(looks, true);
  assert.deepEqual(together.findings, [
    {
      level: "leak",
      text: "1 image of 2 studies in several datasets, in more than one split",
      examples: [`one ${train[0]!.id} (train), two ${test[0]!.id} (test)`],
    },
    {
      level: "warning",
      text: "1 image of 2 studies in several datasets, in one split",
      examples: [`one ${train[1]!.id} (train), two ${valid[0]!.id} (train)`],
    },
    {
      level: "note",
      text: "1 report of 2 studies in several datasets, whatever the split",
      examples: [`one ${train[4]!.id} (train), two ${test[0]!.id} (test)`],
    },
  ]);
  assert.equal(leaks(together), true);
  assert.deepEqual([leaks(await reportOn(looks[0]!)), leaks(await reportOn(looks[1]!))], [
    false,
    false,
  ]);
  assert.match(reportText(together), /^one, two \(together\)\n/);
  const { width } = await sharp(together.sheet!.png).metadata();
  assert.equal(width, 6 * 128);
  const counted = looks.reduce((sum, { dataset }) => sum + dataset.examples.length, 0);
  assert.equal(together.counts.all.studies, counted);
});

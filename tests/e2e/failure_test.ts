/** Cells that cannot be done do not stop the others. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { writePng } from "../datasets/table/folder.ts";
import { runTask, withFolder } from "./command.ts";
import { namesIn, resultsOf } from "./results_folder.ts";

/** `gone` has no folder, which the plan finds out; `broken` an unreadable image, which a stage does. */
const SPEC = `name: partly
variants: [scratch]
datasets:
  fine: { kind: phantom, site: a, patients: 40, seed: 7 }
  gone: { kind: table, root: gone, file: table.csv, columns: { image: path, label: finding } }
  broken: { kind: table, root: broken, file: table.csv, columns: { image: path, label: finding } }
transfers:
  - { pretrain: fine, finetune: fine, test: gone }
  - { pretrain: fine, finetune: fine, test: broken }
  - { pretrain: fine, finetune: fine, test: fine }
model: { size: tiny, imageSize: 64, imageTokens: 4 }
trunk: { init: random }
tasks:
  classification: { inputs: image, epochs: 1 }
`;

async function writeSpec(folder: string): Promise<string> {
  await Deno.writeTextFile(join(folder, "spec.yaml"), SPEC);
  await Deno.mkdir(join(folder, "broken"));
  const rows = Array.from({ length: 12 }, (_, i) => `${i}.png,${i % 2 ? "Edema" : "Fracture"}`);
  await Deno.writeTextFile(
    join(folder, "broken", "table.csv"),
    ["path,finding", ...rows].join("\n"),
  );
  for (let i = 0; i < 11; i++) {
    await writePng(join(folder, "broken", `${i}.png`), 8, 8, (x, y) => 9 * x + y + i);
  }
  await Deno.writeTextFile(join(folder, "broken", "11.png"), "no image");
  return join(folder, "spec.yaml");
}

Deno.test("reproduce finishes and reports what can be done beside what cannot", () =>
  withFolder(async (folder) => {
    const spec = await writeSpec(folder);
    const out = join(folder, "out");
    const args = [spec, "--store", join(folder, "store"), "--out", out];
    const { code, stdout, stderr } = await runTask("reproduce", ...args);
    assert.equal(code, 1);
    const unread = `Cannot read ${join(folder, "gone", "table.csv")}: `;
    const undecoded = `Cannot decode image ${join(folder, "broken", "11.png")}: `;
    const skipped =
      "Cannot run evaluate classification on broken, finetuned on fine from scratch, " +
      `seed 1: it needs prepare dataset broken: ${undecoded}`;
    assert.match(stdout, line(`failed: prepare dataset broken: ${undecoded}`));
    assert.match(stdout, line(`skipped: ${skipped}`));
    assert.match(stdout, /^6 of 9 stages done \(0 cached\), 1 failed, 2 skipped$/m);
    const [gone, broken, ...rest] = stderr.trimEnd().split("\n");
    assert.ok(gone!.startsWith(`scratch classification fine→fine→gone seed 1: ${unread}`), stderr);
    assert.ok(
      broken!.startsWith(`scratch classification fine→fine→broken seed 1: ${skipped}`),
      stderr,
    );
    assert.deepEqual(rest, []);

    const { cells } = await resultsOf(out);
    assert.deepEqual(
      cells.map(({ transfer, status, error }) => [transfer.test, status, error?.split(": ")[0]]),
      [
        ["gone", "failed", unread.split(": ")[0]],
        ["broken", "failed", skipped.split(": ")[0]],
        ["fine", "done", undefined],
      ],
    );
    assert.deepEqual(cells[0]!.stages, { pretrain: null, finetune: null, evaluate: null });
    assert.deepEqual(await namesIn(join(out, "predictions")), [
      "scratch.classification.fine.fine.fine.1.jsonl",
    ]);
    assert.match(await Deno.readTextFile(join(out, "tables.md")), /failed \(1 of 1\)/);

    // Once the data are there, only what was missing runs.
    await writePng(join(folder, "broken", "11.png"), 8, 8, (x, y) => 9 * x + y + 11);
    const mended = await runTask("reproduce", ...args, "--only", "test=broken|fine");
    assert.deepEqual([mended.code, mended.stderr], [0, ""]);
    const started = mended.stdout.split("\n").flatMap((line) =>
      line.match(/start: (\w+ \w+)/)?.[1] ?? []
    );
    assert.deepEqual(started, ["prepare dataset", "prepare image", "evaluate classification"]);
  }));

/** A progress line that holds a text. */
function line(text: string): RegExp {
  return new RegExp(`^\\[\\d/9\\] ${RegExp.escape(text)}`, "m");
}

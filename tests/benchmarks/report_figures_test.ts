/** The files of figures. */
import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { writeFigures } from "../../benchmarks/report_figures.ts";
import { withFolder } from "../e2e/command.ts";
import { namesIn } from "../e2e/results_folder.ts";
import { AA, AB, cell, results } from "../results/example.ts";

const made = (transfers: readonly typeof AA[]) => ({
  results: results(transfers.map((transfer) => cell("bar", transfer, 1, { f1: 0.5 }))),
  records: new Map(),
  predictions: new Map(),
});

Deno.test("writeFigures() writes SVG and PNG, and removes those of an earlier run", () =>
  withFolder(async (folder) => {
    const out = join(folder, "a, b");
    await writeFigures(made([AA, AB]), out);
    const files = (names: string[]) => names.flatMap((name) => [`${name}.png`, `${name}.svg`]);
    assert.deepEqual(await namesIn(out), files(["heat-map", "masks", "transfer"]));
    await Deno.writeTextFile(join(out, "mine.svg"), "mine");
    await writeFigures(made([AA]), out);
    assert.deepEqual(await namesIn(out), [...files(["heat-map", "masks"]), "mine.svg"].sort());
    const [, width] = /width="([\d.]+)"/.exec(await Deno.readTextFile(join(out, "masks.svg")))!;
    const image = await sharp(await Deno.readFile(join(out, "masks.png"))).metadata();
    assert.deepEqual([image.format, image.width], ["png", 2 * Number(width)]);
  }));

Deno.test("writeFigures() draws what changed and what is missing, nothing else", () =>
  withFolder(async (out) => {
    await writeFigures(made([AA]), out);
    const masks = join(out, "masks.png");
    await Deno.writeTextFile(masks, "as it was");
    await Deno.writeTextFile(join(out, "heat-map.svg"), "other");
    await Deno.writeTextFile(join(out, "heat-map.png"), "other");
    await writeFigures(made([AA]), out);
    assert.equal(await Deno.readTextFile(masks), "as it was");
    assert.equal(
      (await sharp(await Deno.readFile(join(out, "heat-map.png"))).metadata()).format,
      "png",
    );
    await Deno.remove(masks);
    await writeFigures(made([AA]), out);
    assert.equal((await sharp(await Deno.readFile(masks)).metadata()).format, "png");
  }));

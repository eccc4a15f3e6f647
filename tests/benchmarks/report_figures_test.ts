/** The files of figures. */
import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { figuresOf, writeFigures } from "../../benchmarks/report_figures.ts";
import type { Results } from "../../results/results.ts";
import { withFolder } from "../e2e/command.ts";
import { namesIn } from "../e2e/results_folder.ts";
import { AA, AB, cell, results } from "../results/example.ts";

const made = (transfers: readonly typeof AA[]) =>
  figuresOf({
    results: results(transfers.map((transfer) => cell("bar", transfer, 1, { f1: 0.5 }))),
    records: new Map(),
    predictions: new Map(),
  });

Deno.test("writeFigures() writes SVG and PNG, and removes those of an earlier run", () =>
  withFolder(async (folder) => {
    const out = join(folder, "a, b");
    await writeFigures(made([AA, AB]), out);
    const files = (names: string[]) => names.flatMap((name) => [`${name}.png`, `${name}.svg`]);
    assert.deepEqual(await namesIn(out), [
      "SHA256SUMS",
      ...files(["heat-map", "masks", "transfer"]),
    ]);
    await Deno.writeTextFile(join(out, "mine.svg"), "mine");
    await writeFigures(made([AA]), out);
    assert.deepEqual(
      await namesIn(out),
      ["SHA256SUMS", ...files(["heat-map", "masks"]), "mine.svg"].sort(),
    );
    const [, width] = /width="([\d.]+)"/.exec(await Deno.readTextFile(join(out, "masks.svg")))!;
    const image = await sharp(await Deno.readFile(join(out, "masks.png"))).metadata();
    assert.deepEqual([image.format, image.width], ["png", 2 * Number(width)]);
  }));

Deno.test("writeFigures() draws what changed and what is missing, nothing else", () =>
  withFolder(async (out) => {
    const figures = made([AA]);
    await writeFigures(figures, out);
    const [masks, heatMap] = ["masks", "heat-map"].map((name) => join(out, name));
    const [before, drawn] = [await Deno.readFile(`${masks}.png`), new Date(0)];
    await Deno.utime(`${masks}.png`, drawn, drawn);
    await Deno.writeTextFile(`${heatMap}.svg`, "other");
    await Deno.writeTextFile(`${heatMap}.png`, "other");
    await writeFigures(figures, out);
    assert.deepEqual((await Deno.stat(`${masks}.png`)).mtime, drawn);
    assert.equal(await Deno.readTextFile(`${heatMap}.svg`), figures.get("heat-map"));
    assert.equal((await sharp(await Deno.readFile(`${heatMap}.png`)).metadata()).format, "png");
    await Deno.remove(`${masks}.png`);
    await writeFigures(figures, out);
    assert.deepEqual(await Deno.readFile(`${masks}.png`), before);
  }));

Deno.test("figuresOf() draws the calibration of labels that are known", () => {
  const done = cell("bar", AA, 1, { f1: 1 }) as Results["cells"][number];
  const figure = (...lines: { scores: number[]; targets: (number | null)[] }[]) => {
    const text = lines.map((line) => JSON.stringify(line)).join("\n");
    const predictions = new Map([[done, new TextEncoder().encode(text)]]);
    return figuresOf({ results: results([done]), records: new Map(), predictions })
      .get("calibration");
  };
  const known = figure({ scores: [0.9], targets: [1] });
  assert.equal(figure({ scores: [0.9, 0.95], targets: [1, null] }), known);
  assert.notEqual(figure({ scores: [0.9, 0.95], targets: [1, 0] }), known);
});

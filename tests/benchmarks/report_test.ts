/** What a run leaves in its folder when an earlier run left something there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Cell, cellId, isCellId } from "../../benchmarks/cells.ts";
import { writeReport } from "../../benchmarks/report.ts";
import { loadReferences } from "../../results/references.ts";
import { parseResults } from "../../results/results.ts";
import { tablesCsv } from "../../results/tables_csv.ts";
import { tablesHtml } from "../../results/tables_html.ts";
import { tablesLatex } from "../../results/tables_latex.ts";
import { tablesMarkdown } from "../../results/tables_markdown.ts";
import { withFolder } from "../e2e/command.ts";
import { namesIn } from "../e2e/results_folder.ts";
import { AA, AB, cell, EXAMPLE, results } from "../results/example.ts";
import { MARKED } from "../results/marked_example.ts";

const cells = [AA, AB].flatMap((transfer): Cell[] =>
  [1, 2].map((seed) => ({ variant: "bar", task: "classification", transfer, seed }))
);

/** What is written for some of the cells. */
function collected(cells: readonly Cell[], text: string) {
  const all = cells.map(({ variant, transfer, seed }) => cell(variant, transfer, seed, { f1: 1 }));
  const predictions = new Map(cells.map((cell) => [cell, new TextEncoder().encode(text)]));
  return { results: results(all), predictions, exhibits: new Map(), records: new Map() };
}

Deno.test("writeReport() writes results and tables, with the published values beside", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const out = join(folder, "new");
    const { references } = await loadReferences();
    for (const results of [EXAMPLE, MARKED]) {
      await writeReport({
        results,
        predictions: new Map(),
        exhibits: new Map(),
        records: new Map(),
      }, out);
      const read = (name: string) => Deno.readTextFile(join(out, name));
      assert.deepEqual(
        parseResults(await read("results.json")),
        parseResults(JSON.stringify(results)),
      );
      assert.equal(await read("tables.md"), tablesMarkdown(results, { references }));
      assert.equal(await read("tables.tex"), tablesLatex(results, { references }));
      assert.equal(await read("tables.csv"), tablesCsv(results, references));
      assert.equal(await read("tables.html"), tablesHtml(results, { references }));
    }
    assert.match(await Deno.readTextFile(join(out, "tables.md")), /reference \.049, \+\.029/);
    const names = await Array.fromAsync(Deno.readDir(out), ({ name }) => name);
    assert.deepEqual(names.sort(), [
      "figures",
      "index.html",
      "predictions",
      "results.json",
      "tables.csv",
      "tables.html",
      "tables.md",
      "tables.tex",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("writeReport() leaves the predictions of its own cells, and files that it never wrote", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    const predictions = join(out, "predictions");
    await writeReport(collected(cells, "old"), out);
    const foreign = ["notes.jsonl", "bar.classification.site-a.site-a.site-a.1.jsonl.gz"];
    for (const name of foreign) await Deno.writeTextFile(join(predictions, name), "mine");
    await Deno.mkdir(join(predictions, "bar.x.a.a.a.1.jsonl"));
    await writeReport(collected(cells.slice(1, 3), "new"), out);
    assert.deepEqual(
      await namesIn(predictions),
      [...cells.slice(1, 3).map((cell) => `${cellId(cell)}.jsonl`), ...foreign]
        .concat("bar.x.a.a.a.1.jsonl").sort(),
    );
    const lines = await Deno.readTextFile(join(predictions, `${cellId(cells[1]!)}.jsonl`));
    assert.equal(lines, "new");
    const text = await Deno.readTextFile(join(out, "results.json"));
    assert.equal(parseResults(text).cells.length, 2);
    assert.deepEqual(
      await namesIn(out),
      [
        "figures",
        "index.html",
        "predictions",
        "results.json",
        "tables.csv",
        "tables.html",
        "tables.md",
        "tables.tex",
      ],
    );
  }));

Deno.test("writeReport() leaves results.json as it was where anything else cannot be written", () =>
  withFolder(async (out) => {
    await writeReport(collected(cells, "old"), out);
    const before = await Deno.readTextFile(join(out, "results.json"));
    const blocked = join(out, "predictions", `${cellId(cells[0]!)}.jsonl`);
    await Deno.remove(blocked);
    await Deno.mkdir(blocked);
    await assert.rejects(writeReport(collected(cells.slice(0, 2), "new"), out));
    assert.equal(await Deno.readTextFile(join(out, "results.json")), before);
    await Deno.remove(blocked);
    await Deno.remove(join(out, "tables.csv"));
    await Deno.mkdir(join(out, "tables.csv"));
    await assert.rejects(writeReport(collected(cells.slice(0, 2), "new"), out));
    assert.equal(await Deno.readTextFile(join(out, "results.json")), before);
  }));

Deno.test("isCellId() knows what cellId() gives", () => {
  for (const cell of cells) assert.equal(isCellId(cellId(cell)), true);
  const others = ["", "notes", "bar.a.b.c.d", "bar.a.b.c.d.x", "baz.a.b.c.d.1", "bar.a.b.c.d.1.2"];
  for (const text of [...others, "bar.a..c.d.1", "bar.a.b.c.d.-1"]) {
    assert.equal(isCellId(text), false, text);
  }
});

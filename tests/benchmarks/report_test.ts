import assert from "node:assert/strict";
import { join } from "node:path";
import { writeReport } from "../../benchmarks/report.ts";
import { loadReferences } from "../../results/references.ts";
import { parseResults } from "../../results/results.ts";
import { tablesCsv } from "../../results/tables_csv.ts";
import { tablesHtml } from "../../results/tables_html.ts";
import { tablesLatex } from "../../results/tables_latex.ts";
import { tablesMarkdown } from "../../results/tables_markdown.ts";
import { EXAMPLE } from "../results/example.ts";
import { MARKED } from "../results/marked_example.ts";

Deno.test("writeReport() writes results and tables, with the published values beside", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const out = join(folder, "new");
    const { references } = await loadReferences();
    for (const results of [EXAMPLE, MARKED]) {
      await writeReport(results, out);
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

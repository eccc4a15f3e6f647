/**
 * Counts how right a run's generated reports are about findings and sides:
 * `deno task named out/demo`.
 *
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "markdown-table";
import { compareNaming } from "./named_findings.ts";

const folder = join(Deno.args[0] ?? "out/demo", "predictions");
const files = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((name) => name.includes(".report-generation.")).sort();
if (files.length === 0) {
  console.error(`Cannot count findings: ${folder} holds no reports, run deno task reproduce first`);
  Deno.exit(1);
}
const rows = [...Map.groupBy(files, (name) => name.split(".").slice(0, -2).join("."))]
  .map(([cell, seeds]) => {
    const reports = seeds.flatMap((name) =>
      Deno.readTextFileSync(join(folder, name)).trim().split("\n")
        .map((line) => JSON.parse(line)).filter(({ generated }) => generated !== undefined)
    );
    const { generated, reference, both, sided, sameSide } = compareNaming(reports);
    const share = (part: number, whole: number) => whole > 0 ? (part / whole).toFixed(3) : "–";
    return [cell, share(both, generated), share(both, reference), `${sameSide} of ${sided}`];
  });
console.log(markdownTable([["cell, all seeds", "precision", "recall", "same side"], ...rows]));

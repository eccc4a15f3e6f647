/**
 * Counts how right a run's generated reports are about findings and sides:
 * `deno task named out/demo`.
 *
 * @module
 */
import { join } from "node:path";
import { markdownTable } from "markdown-table";
import { compareNaming } from "./named_findings.ts";

const folder = join(Deno.args[0] ?? "out/demo", "predictions");
const files = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.includes(".report-generation.")).sort();
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

/**
 * `deno task sides DIR`: how right the reports that a run wrote are about findings and their sides.
 *
 * @module
 */
import { markdownTable } from "markdown-table";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { agreementOfSides } from "../datasets/labeler/sides.ts";
import { parsePredictions } from "./predictions.ts";

const folder = join(Deno.args[0] ?? "out/demo", "predictions");
const files = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((name) => name.includes(".report-generation.")).sort();
if (files.length === 0) {
  console.error(`Cannot count findings: ${folder} holds no reports, run deno task reproduce first`);
  Deno.exit(1);
}
const cells = Map.groupBy(files, (name) => name.split(".").slice(0, -2).join("."));
const rows = [...cells].map(([cell, seeds]) => {
  const reports = seeds.flatMap((name) =>
    parsePredictions(Deno.readFileSync(join(folder, name))).flatMap(({ generated, reference }) =>
      generated === undefined ? [] : [{ written: `${generated}`, reference: `${reference}` }]
    )
  );
  const { written, reference, both, sided, sameSide } = agreementOfSides(reports);
  const share = (part: number, whole: number) => whole > 0 ? (part / whole).toFixed(3) : "–";
  return [cell, share(both, written), share(both, reference), `${sameSide} of ${sided}`];
});
console.log(markdownTable([["cell, all seeds", "precision", "recall", "same side"], ...rows]));

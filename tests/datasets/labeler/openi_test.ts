/** The labeler against published labels, where the reference folder is beside the repository. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { FINDINGS } from "../../../datasets/dataset.ts";
import { labelReport } from "../../../datasets/labeler/mod.ts";

const FILE = "../shared/data/openi/Valid.jsonl";
const path = fileURLToPath(new URL(`../../../${FILE}`, import.meta.url));

function isThere(): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const ignore = !isThere();
const name = "labelReport() agrees with the labels of Open-I on present findings";

Deno.test({ name: ignore ? `${name} (no ${FILE})` : name, ignore }, () => {
  const counts = FINDINGS.map(() => ({ both: 0, either: 0 }));
  const lines = Deno.readTextFileSync(path).trim().split("\n");
  assert.equal(lines.length, 710);
  for (const line of lines) {
    const { label, text } = JSON.parse(line);
    labelReport(text).forEach((value, k) => {
      const published = Number(label.includes(`'${FINDINGS[k]}'`));
      counts[k]!.both += published * Number(value === 1);
      counts[k]!.either += published + Number(value === 1);
    });
  }
  const f1s = counts.map(({ both, either }) => 2 * both / either);
  const macro = f1s.reduce((sum, f1) => sum + f1) / f1s.length;
  const sum = (key: "both" | "either") => counts.reduce((total, count) => total + count[key], 0);
  const micro = 2 * sum("both") / sum("either");
  assert.ok(micro >= 0.93, `micro F1 ${micro}`);
  assert.ok(macro >= 0.88, `macro F1 ${macro}`);
});

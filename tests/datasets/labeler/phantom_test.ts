/** Reports whose truth is known: every finding that a phantom's report says is found. */
import assert from "node:assert/strict";
import { FINDINGS } from "../../../datasets/dataset.ts";
import { labelReport, phantomConfigSchema, phantomScenes } from "../../../datasets/mod.ts";
import { LABEL_OF } from "../../../datasets/phantom/findings.ts";
import { labelsOf, withParents } from "../../../datasets/phantom/labels.ts";
import { writeReport } from "../../../datasets/phantom/report.ts";

for (const [site, reading] of [["a", "published"], ["b", "published"], ["b", "words"]] as const) {
  Deno.test(`labelReport() finds what reports of site ${site} say, read as ${reading}`, () => {
    const config = phantomConfigSchema.parse({ kind: "phantom", site, patients: 200 });
    for (const scene of phantomScenes(config)) {
      const { text, denied, doubted } = writeReport({
        ...scene,
        site: { ...scene.site, omission: 0 },
      });
      const shown = scene.findings.map((finding) => LABEL_OF[finding.kind]);
      const truth = labelsOf(shown, denied, doubted);
      const labels = labelReport(text, reading);
      // The truth has the parents of what is shown; the labeler only what is said.
      const found = withParents(FINDINGS.filter((_, k) => labels[k] === 1));
      assert.deepEqual([...found].sort(), FINDINGS.filter((_, k) => truth[k] === 1).sort(), text);
      for (const name of doubted) assert.equal(labels[FINDINGS.indexOf(name as never)], -1, text);
    }
  });
}

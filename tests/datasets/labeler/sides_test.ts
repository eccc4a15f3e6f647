import assert from "node:assert/strict";
import { agreementOfSides, sidesOfFindings } from "../../../datasets/labeler/sides.ts";
import { SITES } from "../../../datasets/phantom/sites.ts";

for (const { name, phrasebook } of Object.values(SITES)) {
  for (const [topic, templates] of Object.entries(phrasebook.present)) {
    Deno.test(`sidesOfFindings() reads where site ${name} has ${topic}`, () => {
      for (const template of templates) {
        for (const side of ["right", "left"] as const) {
          const text = template
            .replaceAll("{size}", phrasebook.grades[1])
            .replaceAll("{side}", phrasebook.sides[side])
            .replaceAll("{where}", phrasebook.where(side, "lower"))
            .replaceAll("{count}", phrasebook.counts[1]);
          const found = [...sidesOfFindings(text).values()];
          assert.equal(found.length, 1, text);
          if (/\{(side|where)\}/.test(template)) assert.deepEqual(found, [new Set([side])], text);
        }
      }
    });
  }

  Deno.test(`sidesOfFindings() finds nothing in what site ${name} denies or leaves open`, () => {
    const { denials, normal, doubts, history } = phrasebook;
    for (const { text } of [...denials, ...normal, ...doubts, ...history]) {
      assert.deepEqual([...sidesOfFindings(text)], [], text);
    }
  });
}

Deno.test("agreementOfSides() counts findings of both reports, and their sides", () => {
  const reference = "There is a small left pneumothorax. The heart is enlarged. " +
    "There is a large bilateral pleural effusion. No acute fracture is seen.";
  const written = "there is a left pneumothorax . there is a right pleural effusion . " +
    "a left chest tube is in place . no pleural thickening is seen .";
  const counts = { written: 3, reference: 3, both: 2, sided: 1, sameSide: 1 };
  assert.deepEqual(agreementOfSides([{ written, reference }]), counts);
  const swapped = written.replace("left pneumothorax", "right pneumothorax");
  assert.deepEqual(agreementOfSides([{ written: swapped, reference }]), { ...counts, sameSide: 0 });
  const both = written.replace("left pneumothorax", "bilateral pneumothorax");
  assert.deepEqual(agreementOfSides([{ written: both, reference }]), { ...counts, sameSide: 0 });
});

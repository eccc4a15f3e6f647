import assert from "node:assert/strict";
import { compareNaming, namedFindings } from "../../../datasets/phantom/named_findings.ts";
import type { Topic } from "../../../datasets/phantom/phrasebook.ts";
import { SITES } from "../../../datasets/phantom/sites.ts";

for (const { name, phrasebook } of Object.values(SITES)) {
  for (const [topic, templates] of Object.entries(phrasebook.present) as [Topic, string[]][]) {
    Deno.test(`what site ${name} says of ${topic} is read back`, () => {
      for (const template of templates) {
        for (const side of ["right", "left"] as const) {
          const text = template
            .replaceAll("{size}", phrasebook.grades[1])
            .replaceAll("{side}", phrasebook.sides[side])
            .replaceAll("{where}", phrasebook.where(side, "lower"))
            .replaceAll("{count}", phrasebook.counts[1]);
          const named = namedFindings(text);
          assert.deepEqual([...named.keys()], [topic === "nodules" ? "nodule" : topic], text);
          if (/\{(side|where)\}/.test(template)) {
            assert.deepEqual([...named.values()], [new Set([side])], text);
          }
        }
      }
    });
  }

  Deno.test(`what site ${name} denies, doubts and remarks names no finding`, () => {
    const { denials, normal, doubts, history } = phrasebook;
    const texts = [...denials, ...normal, ...doubts, ...history].map(({ text }) => text);
    for (const text of [...texts, ...phrasebook.remarks]) {
      assert.deepEqual([...namedFindings(text)], [], text);
    }
  });
}

Deno.test("compareNaming() counts findings of both reports, and their sides", () => {
  const reference = "There is a small left pneumothorax. The heart is enlarged. " +
    "There is a large bilateral pleural effusion. No acute fracture is seen.";
  const generated = "there is a left pneumothorax . there is a right pleural effusion . " +
    "a left chest tube is in place . no pleural thickening is seen .";
  assert.deepEqual(compareNaming([{ generated, reference }]), {
    ...{ generated: 3, reference: 3, both: 2, sided: 1, sameSide: 1 },
  });
  const swapped = generated.replace("left pneumothorax", "right pneumothorax");
  const { sided, sameSide } = compareNaming([{ generated: swapped, reference }]);
  assert.deepEqual([sided, sameSide], [1, 0]);
});

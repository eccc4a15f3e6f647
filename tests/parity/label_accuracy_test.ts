import assert from "node:assert/strict";
import { labelAgreement, type LabelTable } from "../../tasks/metrics/label_agreement.ts";
import { assertNumbersClose } from "./compare.ts";
import { jsonFixture, parityTest } from "./fixtures.ts";

const FILE = "d_label_accuracy.json";
const TOLERANCE = 1e-9;

type Case =
  & { hypothesis: LabelTable; reference: LabelTable }
  & (Record<"accuracy" | "precision" | "recall" | "f1", number> | { raises: string });

// bleu.get_label_accuracy(hypothesis, reference)
parityTest("labelAgreement() gives the original's label accuracy", [FILE], () => {
  const { cases } = jsonFixture<{ cases: Case[] }>(FILE);
  let compared = 0;
  for (const [i, input] of cases.entries()) {
    const metrics = labelAgreement(input.hypothesis, input.reference);
    // The original cannot score a category of one value.
    if ("raises" in input) continue;
    const { accuracy, precision, recall, f1 } = input;
    const values = [
      metrics.label_accuracy_macro,
      metrics.label_precision_mentioned_macro,
      metrics.label_recall_mentioned_macro,
      metrics.label_f1_mentioned_macro,
    ];
    assert(!values.includes(null), `case ${i}`);
    const expected = [accuracy, precision, recall, f1];
    assertNumbersClose(values as number[], expected, TOLERANCE, `case ${i}`);
    compared++;
  }
  assert.ok(compared > 0);
});

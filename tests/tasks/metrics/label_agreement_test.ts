import assert from "node:assert/strict";
import fc from "fast-check";
import { labelAgreement, type LabelTable } from "../../../tasks/metrics/label_agreement.ts";

Deno.test("labelAgreement() averages over the categories where defined", () => {
  // Equal values: of 2, 1, 3 and 1 texts. Mentioned by hypotheses 3, 2, 0, 0 and by references 3, 2,
  // 0, 2; by both with one value 2, 1, 0, 0. Value 1: 4 and 5, 2 on both sides.
  const references: LabelTable = [[1, null, null, 1], [0, 1, null, 1], [-1, 1, null, null]];
  const hypotheses: LabelTable = [[1, 1, null, null], [1, null, null, null], [-1, 1, null, null]];
  assert.deepEqual(labelAgreement(hypotheses, references), {
    label_accuracy_macro: (2 / 3 + 1 / 3 + 1 + 1 / 3) / 4,
    label_precision_mentioned_macro: (2 / 3 + 1 / 2) / 2,
    label_recall_mentioned_macro: (2 / 3 + 1 / 2 + 0) / 3,
    label_f1_mentioned_macro: (4 / 6 + 2 / 4) / 2,
    label_f1_mentioned_undefined: 2,
    label_precision_positive_micro: 2 / 4,
    label_recall_positive_micro: 2 / 5,
    label_f1_positive_micro: 4 / 9,
  });
});

Deno.test("labelAgreement() is null where nothing is mentioned", () => {
  assert.deepEqual(labelAgreement([[null], [null]], [[null], [null]]), {
    label_accuracy_macro: 1,
    label_precision_mentioned_macro: null,
    label_recall_mentioned_macro: null,
    label_f1_mentioned_macro: null,
    label_f1_mentioned_undefined: 1,
    label_precision_positive_micro: null,
    label_recall_positive_micro: null,
    label_f1_positive_micro: null,
  });
});

Deno.test("labelAgreement() is 0 where all that is mentioned differs", () => {
  assert.deepEqual(labelAgreement([[1], [null]], [[-1], [1]]), {
    label_accuracy_macro: 0,
    label_precision_mentioned_macro: 0,
    label_recall_mentioned_macro: 0,
    label_f1_mentioned_macro: 0,
    label_f1_mentioned_undefined: 0,
    label_precision_positive_micro: 0,
    label_recall_positive_micro: 0,
    label_f1_positive_micro: 0,
  });
});

Deno.test("labelAgreement() counts positives that hypotheses never claim against F1", () => {
  const { label_precision_positive_micro, label_f1_positive_micro } = labelAgreement([[0]], [[1]]);
  assert.deepEqual([label_precision_positive_micro, label_f1_positive_micro], [null, 0]);
});

const label = fc.constantFrom(1, 0, -1, null);
const rows = fc.array(fc.tuple(label, label, label), { minLength: 1 });

Deno.test("labelAgreement() of equal tables is 1 or null", () => {
  fc.assert(fc.property(rows, (table) => {
    const { label_f1_mentioned_undefined, ...shares } = labelAgreement(table, table);
    const blank = [0, 1, 2].filter((j) => table.every((row) => row[j] === null)).length;
    assert.equal(label_f1_mentioned_undefined, blank);
    const positive = table.flat().includes(1) ? 1 : null;
    for (const [name, value] of Object.entries(shares)) {
      const expected = name.includes("positive") ? positive : blank === 3 ? null : 1;
      assert.equal(value, name === "label_accuracy_macro" ? 1 : expected, name);
    }
  }));
});

Deno.test("labelAgreement() does not depend on the order of texts", () => {
  fc.assert(fc.property(fc.array(fc.tuple(rows, rows), { minLength: 1 }), (tables) => {
    const pairs = tables.flatMap(([a, b]) => a.slice(0, b.length).map((row, i) => [row, b[i]!]));
    const [hypotheses, references] = [pairs.map(([h]) => h!), pairs.map(([, r]) => r!)];
    assert.deepEqual(
      labelAgreement(hypotheses.toReversed(), references.toReversed()),
      labelAgreement(hypotheses, references),
    );
  }));
});

Deno.test("labelAgreement() throws on tables of different shape", () => {
  assert.throws(() => labelAgreement([[1]], [[1], [0]]), {
    name: "RangeError",
    message: "Cannot score predictions: expected one row per example, got 1 for 2",
  });
  assert.throws(() => labelAgreement([[1]], [[1, 0]]), {
    name: "RangeError",
    message: "Cannot score predictions: expected 2 labels, got 2 targets and 1 scores in row 0",
  });
});

import assert from "node:assert/strict";
import { FINDINGS } from "../../../datasets/dataset.ts";
import { labelsOf, withParents } from "../../../datasets/phantom/labels.ts";

/** The labels that are not null, by name. */
function known(shown: string[], denied: string[] = [], doubted: string[] = []) {
  const labels = labelsOf(shown, new Set(denied), new Set(doubted));
  assert.equal(labels.length, 14);
  return Object.fromEntries(
    FINDINGS.map((name, i) => [name, labels[i]]).filter(([, value]) => value !== null),
  );
}

Deno.test("withParents() climbs CheXpert's hierarchy", () => {
  assert.deepEqual([...withParents(["Pneumonia", "Fracture", "Cardiomegaly"])].sort(), [
    "Cardiomegaly",
    "Consolidation",
    "Enlarged Cardiomediastinum",
    "Fracture",
    "Lung Opacity",
    "Pneumonia",
  ]);
});

const CASES: [title: string, actual: object, expected: object][] = [
  ["nothing shown or said", known([]), { "No Finding": 1 }],
  ["denials of a healthy chest", known([], ["Edema"]), { "No Finding": 1, Edema: 0 }],
  ["a device alone", known(["Support Devices"]), { "No Finding": 1, "Support Devices": 1 }],
  ["a doubt", known([], [], ["Edema"]), { Edema: -1 }],
  [
    "a finding with its ancestors, beside a denial",
    known(["Edema"], ["Fracture"]),
    { Edema: 1, "Lung Opacity": 1, Fracture: 0 },
  ],
  [
    "a doubted child of a shown parent",
    known(["Consolidation"], [], ["Pneumonia"]),
    { Consolidation: 1, "Lung Opacity": 1, Pneumonia: -1 },
  ],
];

for (const [title, actual, expected] of CASES) {
  Deno.test(`labelsOf() labels ${title}`, () => assert.deepEqual(actual, expected));
}

/**
 * Exact content of a few studies. A change here changes every result that was computed on phantoms:
 * raise `PHANTOM_VERSION` with it.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { LabelValue } from "../../../datasets/dataset.ts";
import { openDataset, PHANTOM_VERSION, phantomConfigSchema } from "../../../datasets/mod.ts";

interface Golden {
  readonly site: "a" | "b";
  readonly id: string;
  /** sha256 of the 64 × 64 pixels. */
  readonly image: string;
  readonly text: string;
  readonly labels: readonly LabelValue[];
  readonly questions: readonly (readonly [question: string, answer: string])[];
}

const GOLDEN: readonly Golden[] = [
  {
    site: "a",
    id: "a00000-1",
    image: "34b5e267bf3ddb2b12341a727ca3586f03ca5d9032c19cafb61f69ff401cb8f3",
    text: "The heart is enlarged. A moderate right pleural effusion obscures the costophrenic " +
      "angle. The right clavicle is fractured in its middle third. There is no evidence of " +
      "pneumonia.",
    labels: [null, 1, 1, null, null, null, null, 0, null, null, 1, null, 1, null],
    questions: [["Is there a pleural effusion?", "yes"], ["Which bone is fractured?", "clavicle"]],
  },
  {
    site: "a",
    id: "a00003-1",
    image: "065370807c4f7b260b5c1ff8b53267de33ccd504c3ca3e76daeae085f91211d3",
    text:
      "The patient was examined before surgery. A moderate left pleural effusion obscures the " +
      "costophrenic angle. Early pneumonia cannot be excluded. There is no pulmonary edema. No " +
      "acute fracture is seen. The heart size is normal.",
    labels: [null, null, 0, null, null, 0, null, -1, null, null, 1, null, 0, 1],
    questions: [
      ["Is there a pleural effusion?", "yes"],
      ["What abnormality is seen?", "pleural effusion"],
    ],
  },
  {
    site: "b",
    id: "b00000-1",
    image: "70d00490b2a6e9b20fdfdb76728254b082810df0610cf7289b709c901196ed1c",
    text: "Impression: lt subclavian line ok. Findings: no active disease; no collapse; bony " +
      "thorax intact; no failure; no airspace consolidation.",
    labels: [1, null, null, null, null, 0, 0, null, 0, null, null, null, 0, 1],
    questions: [
      ["Is there a support device?", "yes"],
      ["Does the chest look normal?", "yes"],
      ["What device is seen?", "central line"],
    ],
  },
  {
    site: "b",
    id: "b00001-2",
    image: "b1b24e1c91c83871f245ab7dcc8fd963ac44705a0005237373d9de820551f848",
    text: "Impression: 1. bronchopneumonia lt base. 2. ett above carina. Findings: bony thorax " +
      "intact; heart and mediastinum unremarkable; angles sharp, no ptx; no nodules.",
    labels: [null, 0, 0, 0, 1, null, 1, 1, null, 0, 0, null, 0, 1],
    questions: [
      ["Is there pulmonary edema?", "no"],
      ["Is the pneumonia on the left or the right side?", "left"],
      ["Where is the pneumonia?", "left lower zone"],
    ],
  },
];

Deno.test("the golden studies belong to this version of the phantom", () => {
  assert.equal(PHANTOM_VERSION, 4);
});

for (const { site, id, image, text, labels, questions } of GOLDEN) {
  Deno.test(`phantom study ${id} is unchanged`, async () => {
    const config = phantomConfigSchema.parse({ kind: "phantom", site, patients: 4 });
    const dataset = await openDataset(config);
    const index = dataset.examples.findIndex((example) => example.id === id);
    const example = dataset.examples[index]!;
    assert.equal(example.text, text);
    assert.deepEqual(example.labels, labels);
    assert.deepEqual(example.questions.map((each) => [each.question, each.answer]), questions);
    const pixels = await dataset.image(index, 64);
    assert.equal(createHash("sha256").update(pixels).digest("hex"), image);
  });
}

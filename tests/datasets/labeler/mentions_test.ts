import assert from "node:assert/strict";
import { mentionsOf } from "../../../datasets/labeler/mod.ts";

/** A text, and the words that name findings with what they name. */
const TEXTS: readonly [string, [string, string][]][] = [
  ["", []],
  ["The lungs are clear.", []],
  [
    "No pneumothorax or pleural effusion.",
    [["pneumothorax", "Pneumothorax"], ["effusion", "Pleural Effusion"]],
  ],
  // As a model writes it, and with line breaks and capitals.
  ["no pleural fluid . edema", [["pleural fluid", "Pleural Effusion"], ["edema", "Edema"]]],
  ["Pleural\n  FLUID", [["Pleural\n  FLUID", "Pleural Effusion"]]],
  // Without a sign of its own, a named outline.
  ["heart size is normal", [["heart", "Cardiomegaly"]]],
  ["the mediastinal contours", [["mediastinal contours", "Enlarged Cardiomediastinum"]]],
  // Of words that begin together the most, of words that overlap the first.
  ["the heart is mildly enlarged", [["heart is mildly enlarged", "Cardiomegaly"]]],
  ["nodular opacities", [["nodular opacities", "Lung Lesion"]]],
  ["a right-sided chest-drain", [["chest-drain", "Support Devices"]]],
  ["edema, edema", [["edema", "Edema"], ["edema", "Edema"]]],
];

for (const [text, expected] of TEXTS) {
  Deno.test(`mentionsOf(${JSON.stringify(text)})`, () => {
    const found = mentionsOf(text);
    assert.deepEqual(
      found.map(({ start, end, finding }) => [text.slice(start, end), finding]),
      expected,
    );
  });
}

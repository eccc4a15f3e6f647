import assert from "node:assert/strict";
import fc from "fast-check";
import type { LabelValue } from "../../../datasets/dataset.ts";
import { labelReport, namedLabels, type Reading } from "../../../datasets/labeler/mod.ts";
import { PHRASES_A } from "../../../datasets/phantom/phrases_a.ts";

/** The labels that are not null. */
function said(text: string, reading?: Reading): Record<string, LabelValue> {
  return Object.fromEntries(
    Object.entries(namedLabels(text, reading)).filter(([, v]) => v !== null),
  );
}

function test(
  title: string,
  cases: Readonly<Record<string, Record<string, LabelValue>>>,
  reading?: Reading,
): void {
  Deno.test(`labelReport() ${title}`, () => {
    for (const [text, labels] of Object.entries(cases)) {
      assert.deepEqual(said(text, reading), labels, text);
    }
  });
}

test("finds every finding that is said", {
  "The mediastinum is widened.": { "Enlarged Cardiomediastinum": 1 },
  "Mild cardiomegaly is unchanged.": { "Cardiomegaly": 1 },
  "A 2.5 cm mass in the right lung.": { "Lung Lesion": 1 },
  "An uncalcified nodule.": { "Lung Lesion": 1 },
  "Increased density at the left base.": { "Lung Opacity": 1 },
  "Patchy infiltrate at the left base.": { "Lung Opacity": 1 },
  "Interstitial edema.": { "Edema": 1 },
  "Dense consolidation of the lower lobe.": { "Consolidation": 1 },
  "Findings of bronchopneumonia.": { "Pneumonia": 1 },
  "Bibasilar atelectasis.": { "Atelectasis": 1 },
  "A tiny apical pneumothorax persists.": { "Pneumothorax": 1 },
  "Pleural fluid has increased.": { "Pleural Effusion": 1 },
  "Apical pleural thickening.": { "Pleural Other": 1 },
  "Healed fractures of two ribs.": { "Fracture": 1 },
  "Right-sided PICC ends in the SVC.": { "No Finding": 1, "Support Devices": 1 },
});

test("takes a denied finding for absent", {
  "There is no edema.": { "No Finding": 1, "Edema": 0 },
  "No effusion, edema, or focal consolidation.": {
    "No Finding": 1,
    "Edema": 0,
    "Consolidation": 0,
    "Pleural Effusion": 0,
  },
  "The lungs are free of opacities.": { "No Finding": 1, "Lung Opacity": 0 },
  "An effusion is not seen.": { "No Finding": 1, "Pleural Effusion": 0 },
  "The chest tube has been removed.": { "No Finding": 1, "Support Devices": 0 },
  "No widening of the mediastinum.": { "No Finding": 1, "Enlarged Cardiomediastinum": 0 },
});

test("ends a denial where another statement begins", {
  "No effusion, but the heart is enlarged.": { "Cardiomegaly": 1, "Pleural Effusion": 0 },
  "No pneumothorax, left basal opacity is seen.": { "Lung Opacity": 1, "Pneumothorax": 0 },
  "No definite pneumothorax; small effusion persists.": {
    "Pneumothorax": 0,
    "Pleural Effusion": 1,
  },
  "No change in the effusion.": { "Pleural Effusion": 1 },
});

test("takes an open finding for uncertain", {
  "Pneumonia cannot be excluded.": { "Pneumonia": -1 },
  "Possible small effusion.": { "Pleural Effusion": -1 },
  "?early pna": { "Pneumonia": -1 },
  "Opacity which may represent atelectasis.": { "Lung Opacity": 1, "Atelectasis": -1 },
  "This may be secondary to edema.": { "Edema": -1 },
  "Basal scarring or atelectasis.": { "Lung Opacity": -1, "Atelectasis": -1 },
  "Basal atelectasis/infiltrate.": { "Lung Opacity": -1, "Atelectasis": -1 },
});

test("takes the strongest of several mentions", {
  "No effusion on the left. Small right effusion.": { "Pleural Effusion": 1 },
  "Possible pneumonia. There is pneumonia.": { "Pneumonia": 1 },
  "Possible pneumonia. No lobar pneumonia.": { "Pneumonia": -1 },
});

test("passes over what is told of the patient", {
  "History of pneumonia.": {},
  "Indication: known chf. Lungs clear.": { "No Finding": 1 },
  "Opacity in a patient with a history of pulmonary fibrosis.": { "Lung Opacity": 1 },
});

test("reads heart and mediastinum by what is said of them", {
  "Heart size and mediastinal contours are normal.": {
    "No Finding": 1,
    "Enlarged Cardiomediastinum": 0,
    "Cardiomegaly": 0,
  },
  "The heart is not enlarged.": { "No Finding": 1, "Cardiomegaly": 0 },
  "The heart size is upper limits of normal.": { "Cardiomegaly": 1 },
  "The mediastinum is stable.": { "Enlarged Cardiomediastinum": -1 },
  "A catheter overlies the mediastinum.": { "Enlarged Cardiomediastinum": 1, "Support Devices": 1 },
  "Findings of heart failure.": { "Edema": 1 },
});

test("names no parent of a finding", {
  "There is cardiomegaly and edema.": { "Cardiomegaly": 1, "Edema": 1 },
});

test("has no No Finding beside another abnormality, or without words", {
  "The lungs are clear.": { "No Finding": 1 },
  "The lungs are clear. Degenerative changes of the spine.": {},
  "The lungs are clear. Tracheostomy in place.": {},
  "The lungs are clear. An azygos lobe is noted.": {},
  "The lungs are clear. No hernia.": { "No Finding": 1 },
  "": {},
  " . ": {},
});

test("follows the conventions of the published labels", {
  "Heart and mediastinum of normal size.": {
    "Enlarged Cardiomediastinum": 1,
    "Cardiomegaly": 0,
  },
  "The heart size and vessels appear within normal limits.": { "Cardiomegaly": 1 },
  "Sternotomy wires overlie the heart.": { "Cardiomegaly": 1, "Support Devices": 1 },
  "Old rib contour deformity.": { "Enlarged Cardiomediastinum": 1 },
  "Heart is mildly enlarged.": { "No Finding": 1 },
  "Heart size is enlarged, pulmonary vascularity within normal limits.": { "No Finding": 1 },
  "No focal air space opacities.": { "Lung Opacity": 1 },
  "No focal airspace consolidations.": { "Consolidation": 1 },
  "No pleural effusions or pneumothorax.": { "Pneumothorax": 1, "Pleural Effusion": 0 },
  "No blunting to suggest pleural effusion.": { "Pleural Effusion": 1 },
  "No acute, displaced rib fractures.": { "Fracture": 1 },
  "Endplate changes.": { "No Finding": 1, "Support Devices": 1 },
  "Septal lines.": { "No Finding": 1, "Support Devices": 1 },
});

test("reads what the words say without the conventions", {
  "Heart and mediastinum of normal size.": {
    "No Finding": 1,
    "Enlarged Cardiomediastinum": 0,
    "Cardiomegaly": 0,
  },
  "The heart size and vessels appear within normal limits.": { "No Finding": 1, "Cardiomegaly": 0 },
  "Sternotomy wires overlie the heart.": { "No Finding": 1, "Support Devices": 1 },
  "A catheter overlies the mediastinum.": { "No Finding": 1, "Support Devices": 1 },
  "Old rib contour deformity.": {},
  "Heart is mildly enlarged.": { "Cardiomegaly": 1 },
  "Heart size is enlarged, pulmonary vascularity within normal limits.": { "Cardiomegaly": 1 },
  "No focal air space opacities.": { "No Finding": 1, "Lung Opacity": 0 },
  "No pleural effusions or pneumothorax.": {
    "No Finding": 1,
    "Pneumothorax": 0,
    "Pleural Effusion": 0,
  },
  "No acute, displaced rib fractures.": { "No Finding": 1, "Fracture": 0 },
  "Endplate changes.": { "No Finding": 1 },
}, "words");

Deno.test("labelReport() gives 14 values in the order of FINDINGS", () => {
  assert.deepEqual(
    labelReport("Cardiomegaly. No edema. Possible pneumonia. PICC."),
    [null, null, 1, null, null, 0, null, -1, null, null, null, null, null, 1],
  );
});

/** As a model writes: lower case, a blank before and after every mark. */
const generated = (text: string) => text.toLowerCase().replace(/[^a-z0-9\s]/g, " $& ");

const SENTENCES = [
  ...Object.values(PHRASES_A.present).flat(),
  ...PHRASES_A.denials.map(({ text }) => text),
  ...PHRASES_A.doubts.map(({ text }) => text),
  "Right-sided catheter (PICC), 2.5 cm above the carina.",
  "R/O pneumonia; patient's opacity c/w atelectasis w/o effusion.",
].map((text) => text.replaceAll(/\{\w+\}/g, "2.5"));

Deno.test("labelReport() reads generated text as the dictated one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...SENTENCES), { maxLength: 6 }),
      fc.constantFrom(" ", "\n", "  \r\n"),
      (sentences, gap) => {
        const text = sentences.join(gap);
        assert.deepEqual(labelReport(generated(text)), labelReport(text));
        assert.deepEqual(labelReport(text.toUpperCase()), labelReport(text));
      },
    ),
  );
});

/**
 * Site a writes whole sentences, describes first and concludes last.
 *
 * @module
 */

import type { Phrasebook } from "./phrasebook.ts";

/** The language of site a. */
export const PHRASES_A: Phrasebook = {
  sides: { right: "right", left: "left", both: "bilateral" },
  grades: ["small", "moderate", "large"],
  where: (side, zone) => `${side} ${zone} ${zone === "middle" ? "zone" : "lobe"}`,
  counts: ["a single", "two", "three"],
  present: {
    cardiomegaly: [
      "The heart is enlarged.",
      "There is cardiomegaly.",
      "The cardiac silhouette is enlarged with an increased cardiothoracic ratio.",
    ],
    mediastinum: [
      "The mediastinum is widened.",
      "There is widening of the superior mediastinum with a prominent aortic contour.",
    ],
    nodule: [
      "There is a {size} round nodule in the {where}.",
      "A {size} well defined mass is seen in the {where}.",
    ],
    nodules: [
      "There are {count} nodules in the {where}.",
      "Multiple round nodules are present in the {where}, {count} in number.",
    ],
    edema: [
      "There is pulmonary edema with perihilar haziness.",
      "Interstitial markings are increased, consistent with pulmonary edema.",
      "Vascular congestion and bilateral perihilar opacities indicate edema.",
    ],
    consolidation: [
      "There is dense consolidation in the {where} with air bronchograms.",
      "A {size} consolidation is seen in the {where}.",
    ],
    pneumonia: [
      "Patchy opacities in the {where} are consistent with pneumonia.",
      "There are multiple patchy infiltrates in the {where} compatible with pneumonia.",
    ],
    atelectasis: [
      "There is linear atelectasis at the {side} base with elevation of the hemidiaphragm.",
      "Bands of atelectasis are seen in the {where} with volume loss.",
    ],
    pneumothorax: [
      "There is a {size} {side} pneumothorax.",
      "A {size} pneumothorax is present on the {side} with a visible pleural line.",
    ],
    effusion: [
      "There is a {size} {side} pleural effusion.",
      "A {size} {side} pleural effusion obscures the costophrenic angle.",
    ],
    thickening: [
      "There is pleural thickening along the {side} chest wall.",
      "Chronic {side} lateral pleural thickening is noted.",
    ],
    rib: [
      "There are {count} displaced {side} rib fractures.",
      "Fractures of {count} adjacent ribs are seen on the {side} side.",
    ],
    clavicle: [
      "There is a displaced fracture of the {side} clavicle.",
      "The {side} clavicle is fractured in its middle third.",
    ],
    pacemaker: [
      "A {side} chest pacemaker is in place with its lead in the right ventricle.",
      "There is a pacemaker generator over the {side} upper chest.",
    ],
    line: [
      "A {side} central venous catheter ends in the superior vena cava.",
      "There is a {side} central venous catheter in good position.",
    ],
    "chest-tube": [
      "A {side} chest tube is in place.",
      "There is a {side} sided chest tube with its tip at the apex.",
    ],
    "tracheal-tube": [
      "The endotracheal tube ends above the carina.",
      "An endotracheal tube is in satisfactory position.",
    ],
  },
  denials: [
    { text: "There is no pneumothorax.", denies: ["Pneumothorax"] },
    { text: "No pleural effusion is seen.", denies: ["Pleural Effusion"] },
    {
      text: "There is no pleural effusion or pneumothorax.",
      denies: ["Pleural Effusion", "Pneumothorax"],
    },
    { text: "There is no focal consolidation.", denies: ["Consolidation"] },
    { text: "The heart size is normal.", denies: ["Cardiomegaly"] },
    {
      text: "The cardiomediastinal silhouette is within normal limits.",
      denies: ["Cardiomegaly", "Enlarged Cardiomediastinum"],
    },
    {
      text: "The lungs are clear.",
      denies: ["Lung Opacity", "Consolidation", "Edema", "Pneumonia", "Atelectasis", "Lung Lesion"],
    },
    { text: "There is no pulmonary edema.", denies: ["Edema"] },
    { text: "No suspicious nodule or mass is identified.", denies: ["Lung Lesion"] },
    { text: "No acute fracture is seen.", denies: ["Fracture"] },
    { text: "There is no evidence of pneumonia.", denies: ["Pneumonia"] },
    { text: "No pleural thickening is seen.", denies: ["Pleural Other"] },
    { text: "There are no lines or tubes.", denies: ["Support Devices"] },
    { text: "No atelectasis is seen.", denies: ["Atelectasis"] },
  ],
  normal: [
    { text: "There is no acute cardiopulmonary abnormality.", denies: [] },
    { text: "This is a normal chest radiograph.", denies: [] },
    { text: "No acute disease is seen in the chest.", denies: [] },
  ],
  doubts: [
    { text: "Early pneumonia cannot be excluded.", doubts: "Pneumonia" },
    { text: "A trace pleural effusion is possible.", doubts: "Pleural Effusion" },
    { text: "There may be minimal atelectasis.", doubts: "Atelectasis" },
    { text: "Mild pulmonary edema is possible.", doubts: "Edema" },
  ],
  history: [
    {
      text: "The patient presents with shortness of breath.",
      suits: ["edema", "effusion", "pneumothorax", "cardiomegaly"],
    },
    { text: "History of fever and cough.", suits: ["pneumonia", "consolidation"] },
    { text: "History of a fall.", suits: ["fracture", "pneumothorax"] },
    { text: "The patient is a former smoker.", suits: ["nodule", "thickening"] },
    { text: "History of heart failure.", suits: ["cardiomegaly", "edema"] },
    { text: "The patient was examined before surgery.", suits: [] },
    { text: "History of chest pain.", suits: [] },
  ],
  remarks: [
    "Clinical correlation is recommended.",
    "Follow up is advised.",
    "The bones are unchanged for the age.",
    "Comparison with a previous study was not possible.",
  ],
  compose: ({ history, findings, denials, remark }) =>
    [history, ...findings, ...denials, remark].filter((part) => part !== "").join(" "),
};

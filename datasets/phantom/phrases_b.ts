/**
 * Site b dictates in telegraphic style, with abbreviations and the impression first.
 *
 * @module
 */

import type { Phrasebook } from "./phrasebook.ts";

/** The language of site b. */
export const PHRASES_B: Phrasebook = {
  sides: { right: "rt", left: "lt", both: "bilat" },
  grades: ["mild", "mod", "marked"],
  where: (side, zone) => {
    const short = side === "right" ? "rt" : "lt";
    return {
      upper: `${short} apex region`,
      middle: `${short} midlung`,
      lower: `${short} base`,
    }[zone];
  },
  counts: ["1", "2", "3"],
  present: {
    cardiomegaly: ["cardiac enlargement", "heart shadow big, CTR up", "{size} cardiomegaly"],
    mediastinum: ["wide mediastinum", "unfolded tortuous aorta w/ mediastinal widening"],
    nodule: ["coin lesion {where}", "{size} nodular density {where}, r/o neoplasm"],
    nodules: ["{count} nodular densities {where}, ?mets", "{count} coin lesions {where}"],
    edema: [
      "CHF pattern w/ interstitial edema",
      "{size} pulm edema, kerley lines",
      "fluid overload, batwing edema",
    ],
    consolidation: [
      "airspace consolidation {where}",
      "{size} dense airspace disease {where} w/ bronchograms",
    ],
    pneumonia: ["pna {where}", "patchy infiltrates {where} c/w pna", "bronchopneumonia {where}"],
    atelectasis: [
      "plate atelectasis {where}",
      "subsegmental collapse {where}, raised {side} hemidiaphragm",
    ],
    pneumothorax: ["{size} {side} ptx", "{side} pneumothorax, {size}, lung edge visible"],
    effusion: ["{size} {side} effusion", "{side} pleural fluid, {size}, blunted angle"],
    thickening: ["{side} pleural rind", "{side} pleural scarring laterally"],
    rib: ["{count} {side} rib fxs, displaced", "{count} broken ribs {side}"],
    clavicle: ["{side} clavicle fx", "displaced {side} collarbone fx"],
    pacemaker: ["{side} pacer w/ rv lead", "{side} cardiac device, lead ok"],
    line: ["{side} cvc tip in svc", "{side} subclavian line ok"],
    "chest-tube": ["{side} pleural drain in situ", "{side} thoracostomy tube"],
    "tracheal-tube": ["ett above carina", "intubated, tube ok"],
  },
  denials: [
    { text: "no ptx", denies: ["Pneumothorax"] },
    { text: "no effusion", denies: ["Pleural Effusion"] },
    { text: "angles sharp, no ptx", denies: ["Pleural Effusion", "Pneumothorax"] },
    { text: "no airspace consolidation", denies: ["Consolidation"] },
    { text: "heart not enlarged", denies: ["Cardiomegaly"] },
    {
      text: "heart and mediastinum unremarkable",
      denies: ["Cardiomegaly", "Enlarged Cardiomediastinum"],
    },
    {
      text: "lung fields clear",
      denies: ["Lung Opacity", "Consolidation", "Edema", "Pneumonia", "Atelectasis", "Lung Lesion"],
    },
    { text: "no failure", denies: ["Edema"] },
    { text: "no nodules", denies: ["Lung Lesion"] },
    { text: "bony thorax intact", denies: ["Fracture"] },
    { text: "no pna", denies: ["Pneumonia"] },
    { text: "no pleural rind", denies: ["Pleural Other"] },
    { text: "no tubes or wires", denies: ["Support Devices"] },
    { text: "no collapse", denies: ["Atelectasis"] },
  ],
  normal: [
    { text: "NAD", denies: [] },
    { text: "unremarkable film", denies: [] },
    { text: "no active disease", denies: [] },
  ],
  doubts: [
    { text: "?early pna", doubts: "Pneumonia" },
    { text: "trace effusion not excluded", doubts: "Pleural Effusion" },
    { text: "?minor atelectasis", doubts: "Atelectasis" },
    { text: "possible early edema", doubts: "Edema" },
  ],
  history: [
    { text: "Indication: sob.", suits: ["edema", "effusion", "pneumothorax", "cardiomegaly"] },
    { text: "Indication: sepsis, fever.", suits: ["pneumonia", "consolidation"] },
    { text: "Indication: trauma, mvc.", suits: ["fracture", "pneumothorax"] },
    { text: "Indication: weight loss, smoker.", suits: ["nodule", "thickening"] },
    { text: "Indication: known chf.", suits: ["cardiomegaly", "edema"] },
    { text: "Indication: line check.", suits: ["device"] },
    { text: "Indication: preop.", suits: [] },
    { text: "Indication: icu routine.", suits: [] },
  ],
  remarks: ["portable ap", "rotated", "poor inspiration", "no priors", "d/w team"],
  compose: ({ history, findings, denials, remark }) => {
    const impression = findings.length > 0 ? findings : denials.slice(0, 1);
    const rest = findings.length > 0 ? denials : denials.slice(1);
    const numbered = impression.length > 1
      ? impression.map((part, i) => `${i + 1}. ${part}.`).join(" ")
      : `${impression[0]}.`;
    const technique = remark === "" ? "" : `Technique: ${remark}.`;
    const body = rest.length > 0 ? `Findings: ${rest.join("; ")}.` : "";
    return [`Impression: ${numbered}`, body, history, technique].filter((part) => part !== "").join(
      " ",
    );
  },
};

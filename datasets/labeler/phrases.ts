/**
 * What findings are called: regular expressions over the sentences of `sentences.ts`, which have
 * lower-case words, no hyphens, and blanks around marks. They match whole words.
 *
 * @module
 */

import type { FINDINGS } from "../dataset.ts";

/** A finding that a sentence can mention. */
export type Mentionable = Exclude<(typeof FINDINGS)[number], "No Finding">;

const HEART = "(?:heart|cardiac)(?: (?:silhouette|size|shadow|contour))*";
const MEDIASTINUM = "(?:mediastinum|(?:cardio ?)?mediastinal)";
const LARGE = "(?:enlarged|enlargement|large|big|increased|widened|widening|prominent)";
/** How much or how surely, such as `is mildly`; no denial and no other statement. */
const DEGREE = "(?: (?!(?:no|not|within|normal|and)\\b)[a-z]+){0,4}";

/** Words that say that a finding is there, unless they are denied or left open. */
export const SIGNS: Readonly<Record<Mentionable, readonly string[]>> = {
  "Enlarged Cardiomediastinum": [
    `(?:wide|widened|widening of the|prominent|prominence of the|abnormal|enlarged)(?: [a-z]+){0,2} ${MEDIASTINUM}`,
    `${MEDIASTINUM}(?: (?:silhouette|contours?))?${DEGREE} ${LARGE}`,
    "mediastinal (?:mass|hematoma)",
    "prominen(?:t|ce)(?: [a-z]+){0,3} contours?",
  ],
  "Cardiomegaly": [
    "cardiomegaly",
    `(?:enlarged|large)(?: [a-z]+)? ${HEART}`,
    `enlargement of the ${HEART}`,
    `increase in ${HEART}`,
    `${HEART}${DEGREE} ${LARGE}`,
    `${HEART}(?: is| appears| remains| measures)?(?: near)?(?: the)? upper limits?(?: of)? normal`,
    `${HEART} is borderline`,
    // A heart that is said to have changed.
    "heart(?: and lungs)? (?:has|have)(?: [a-z]+){1,3} in the interval",
  ],
  "Lung Lesion": [
    "(?<!\\bcalcified )nodules?",
    "nodular (?:opacit(?:y|ies)|densit(?:y|ies)|lesions?)",
    "mass(?:es|like)?",
    "(?:lung|pulmonary|cavitary|coin) lesions?",
    "tumou?rs?",
    "cancer",
    "carcinoma",
    "neoplas[a-z]+",
    "metasta[a-z]+",
    "mets",
    "malignan[a-z]+",
  ],
  "Lung Opacity": [
    "opacit(?:y|ies)",
    "opacifications?",
    "air ?space (?:disease|process|abnormalit(?:y|ies))",
    "infiltrates?",
    "interstitial(?: [a-z]+)? (?:markings?|prominence|disease|pattern|abnormalit(?:y|ies))",
    "interstitial lung",
    "(?:lung|pulmonary) markings",
    "increased density",
    "(?<!pleural )scar(?:s|ring)?",
  ],
  "Edema": ["edema", "chf", "(?:heart )?failure", "fluid overload"],
  "Consolidation": ["consolidat(?:ion|ions|ed|ive)", "dense air ?space disease", "bronchograms?"],
  "Pneumonia": ["[a-z]*pneumonias?", "pna", "infection", "infectious"],
  "Atelectasis": ["atelecta[a-z]+", "collapsed?"],
  "Pneumothorax": ["[a-z]*pneumothora(?:x|ces|xes)", "ptx"],
  "Pleural Effusion": ["effusions?", "pleural fluid"],
  "Pleural Other": [
    "pleural (?:thickening|scars?|scarring|rind|plaques?)",
    "fibrosis",
    "fibrothorax",
  ],
  "Fracture": ["fractur(?:e|es|ed)", "fxs?", "broken ribs?"],
  "Support Devices": [
    "[a-z]*catheters?",
    "tub(?:es?|ing)",
    "(?:central|venous|picc|subclavian|jugular|ij)(?: [a-z]+)? lines?",
    "lines or tubes",
    "picc",
    "cvc",
    "ett",
    "intubated",
    "pacemakers?",
    "pacer",
    "generator",
    "icd",
    "(?:[a-z]+ )?devices?",
    "wires",
    "valve(?: replacement| prosthesis| surgery)",
    "prosthetic(?: [a-z]+)? valve",
    "plates",
    "screws?",
    "port",
    "markers",
    "coils",
    "arthroplasty",
    "(?:pleural|chest) drain",
    "drainage",
    "defibrillators?",
    "(?:medi|infusa)port",
    "port a cath",
    "swan ganz",
    "balloon pump",
  ],
};

/** Abnormalities without a label of their own, which a normal report does not have either. */
export const OTHER_SIGNS: readonly string[] = [
  // Bones.
  "degenerat(?:ive|ion)",
  "[a-z]*scoliosis",
  "kyph[a-z]+",
  "arthritic",
  "osteopeni[a-z]+",
  "osteoporosis",
  "demineralization",
  "deformit(?:y|ies)",
  "pectus",
  // Lungs and pleura.
  "granulom[a-z]+",
  "emphysem[a-z]+",
  "copd",
  "bullae",
  "hyper(?:inflation|expansion)",
  "flatten(?:ing|ed)",
  "bronchiectasis",
  "bronchit[a-z]+",
  "cavit(?:y|ies|ation)",
  "cysts?",
  "volume loss",
  "(?:decreased|diminished) lung volumes",
  "lobectomy",
  "thoracotomy",
  "resection",
  "thickening",
  "blunt(?:ing|ed)",
  // Vessels, hila and mediastinum.
  "atherosclero[a-z]+",
  "calcifi[a-z]+",
  "aneurysm",
  "hypertension",
  "congestion",
  "[a-z]*adenopathy",
  "goiter",
  // Diaphragm and abdomen.
  "hernia",
  "eventration",
  "elevation",
  // Anything.
  "azygos (?:pseudo)?(?:fissure|lobe)",
  "tracheostomy",
  "densit(?:y|ies)",
  "prominen(?:t|ce)",
  "fullness",
  "fat",
  "lipoma",
  "foreign body",
  "bullets?",
  "shrapnel",
];

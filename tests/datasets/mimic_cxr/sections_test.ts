import assert from "node:assert/strict";
import fc from "fast-check";
import { readSections } from "../../../datasets/mimic_cxr/sections.ts";

/** Title, report, findings, impression, last paragraph; the reports are made up. */
const CASES: [title: string, report: string, findings: string, impression: string, last: string][] =
  [
    [
      "plain headings",
      " EXAMINATION:  CHEST\n \n FINDINGS: \n \n The lungs\n are clear.\n \n IMPRESSION: \n \n Well.\n",
      "The lungs are clear.",
      "Well.",
      "Well.",
    ],
    [
      "one heading for both",
      " FINDINGS AND IMPRESSION:  A tube.  No air.\n",
      "A tube. No air.",
      "",
      "A tube. No air.",
    ],
    [
      "one heading with a slash",
      " IMPRESSION/FINDINGS: Wet lungs.\n",
      "Wet lungs.",
      "",
      "Wet lungs.",
    ],
    [
      "misspelled headings",
      " FINDINGDS:  Big heart.\n \n IMPRESSON:  Failure.\n",
      "Big heart.",
      "Failure.",
      "Failure.",
    ],
    ["a letter lost", " FINDNGS:  Flat.\n IMPRESION: Old.\n", "Flat.", "Old.", "Old."],
    ["conclusion", " FINDINGS: Ribs.\n CONCLUSION:  Broken.\n", "Ribs.", "Broken.", "Broken."],
    ["small letters", "Findings: Clear.\nImpression: Fine.\n", "Clear.", "Fine.", "Fine."],
    ["a lost colon", " FINDINGS\n Clear.\n \n IMPRESSION\n Fine.\n", "Clear.", "Fine.", "Fine."],
    [
      "a lost line break",
      " FINDINGS:  Clear lungs.  IMPRESSION:  Fine.\n",
      "Clear lungs.",
      "Fine.",
      "Fine.",
    ],
    [
      "a wet read before the final report",
      " WET READ: ___ ___ 9:14 AM\n  FINDINGS: A shadow.\n" +
      "                     FINAL REPORT\n FINDINGS:  No shadow.\n",
      "No shadow.",
      "",
      "No shadow.",
    ],
    [
      "views for a heading",
      " HISTORY:  Cough.\n \n PA AND LATERAL VIEWS OF THE CHEST:  Clear.\n \n IMPRESSION:  Fine.\n",
      "Clear.",
      "Fine.",
      "Fine.",
    ],
    [
      "no heading",
      "                FINAL REPORT\n CHEST RADIOGRAPH\n \n INDICATION:  Fever.\n \n" +
      " COMPARISON:  None.\n",
      "",
      "",
      "",
    ],
    [
      "only paragraphs",
      " As compared to ___, the tube\n is deeper.\n \n No new fluid.\n The heart is large.\n \n",
      "",
      "",
      "No new fluid. The heart is large.",
    ],
    [
      "subheadings inside of findings",
      " FINDINGS:\n LUNGS:  Clear.\n ET TUBE:  High.\n RECOMMENDATION(S):  Push it.\n",
      "LUNGS: Clear. ET TUBE: High.",
      "",
      "LUNGS: Clear. ET TUBE: High.",
    ],
    [
      "what follows the impression",
      " IMPRESSION:  Air.\n \n NOTIFICATION:  Told Dr. ___ at 3:15 PM.\n",
      "",
      "Air.",
      "Air.",
    ],
    [
      "a section that comes twice",
      " FINDINGS: One.\n IMPRESSION: Two.\n ADDENDUM: Late.\n FINDINGS: Three.\n",
      "One. Three.",
      "Two.",
      "Three.",
    ],
    [
      "CRLF",
      " FINDINGS:\r\n Clear.\r\n \r\n IMPRESSION:\r\n Fine.\r\n",
      "Clear.",
      "Fine.",
      "Fine.",
    ],
    [
      "times and lists are no headings",
      " FINDINGS: At 10:30 AM, seen:\n 1. Fluid.\n 2. Note: air.\n",
      "At 10:30 AM, seen: 1. Fluid. 2. Note: air.",
      "",
      "At 10:30 AM, seen: 1. Fluid. 2. Note: air.",
    ],
    ["de-identified places", " FINDINGS: ___ is ___ cm.\n", "___ is ___ cm.", "", "___ is ___ cm."],
    ["nothing", "", "", "", ""],
  ];

for (const [title, report, findings, impression, lastParagraph] of CASES) {
  Deno.test(`readSections() reads ${title}`, () => {
    const { report: all, ...sections } = readSections(report);
    assert.deepEqual(sections, { findings, impression, lastParagraph });
    assert.equal(all, report.replace(/\s+/g, " ").trim());
  });
}

Deno.test("readSections() never makes up words, in time that grows with the text", () => {
  const piece = fc.constantFrom(
    "FINDINGS:",
    "IMPRESSION",
    "\n",
    " ",
    "A",
    ":",
    "wet",
    "___",
    "WET READ",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
    const report = pieces.join("");
    const { findings, impression } = readSections(report);
    for (const word of `${findings} ${impression}`.split(/\s+/)) assert.ok(report.includes(word));
  }));
  for (const piece of ["A ", " ", "A: ", "FINDINGS", "a\n", "A/a "]) {
    const long = piece.repeat(100_000) + "x";
    assert.ok(readSections(long).report.endsWith("x"));
  }
});

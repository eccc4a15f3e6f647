import assert from "node:assert/strict";
import { parseReport } from "../../../datasets/openi/report.ts";

const report = (sections: string, rest = "") =>
  `<?xml version="1.0" encoding="utf-8"?>
<eCitation>
  <uId id="CXR1"/>
  <MedlineCitation><Article><Abstract>${sections}</Abstract></Article></MedlineCitation>
  ${rest}
</eCitation>`;

const FINDINGS = '<AbstractText Label="FINDINGS">The heart is\n  normal.</AbstractText>';

Deno.test("parseReport() takes findings and impression, headings and images", () => {
  const xml = report(
    `<AbstractText Label="COMPARISON">None.</AbstractText>${FINDINGS}` +
      '<AbstractText Label="IMPRESSION">Normal chest x-XXXX.</AbstractText>',
    `<MeSH><major>Cardiomegaly/mild</major><major> Opacity/lung/base </major>
      <automatic>cardiomegaly</automatic></MeSH>
    <parentImage id="CXR1_1_IM-0001-3001"><caption>PA</caption></parentImage>
    <parentImage id="CXR1_1_IM-0001-4001"/>`,
  );
  assert.deepEqual(parseReport("1.xml", xml), {
    findings: "The heart is normal.",
    impression: "Normal chest x-XXXX.",
    mesh: { major: ["Cardiomegaly/mild", "Opacity/lung/base"], automatic: ["cardiomegaly"] },
    images: ["CXR1_1_IM-0001-3001", "CXR1_1_IM-0001-4001"],
  });
});

Deno.test("parseReport() reads a report without sections, headings and images as empty", () => {
  const empty = { findings: "", impression: "", mesh: { major: [], automatic: [] }, images: [] };
  assert.deepEqual(parseReport("1.xml", "<eCitation/>"), empty);
  assert.deepEqual(parseReport("1.xml", report('<AbstractText Label="FINDINGS"/>')), empty);
  assert.deepEqual(parseReport("1.xml", report("<AbstractText>No label.</AbstractText>")), empty);
});

const ODD: [string, string, string][] = [
  ["Windows line ends", report(FINDINGS).replaceAll("\n", "\r\n"), "The heart is normal."],
  [
    "labels in lower case",
    report(FINDINGS.replace("FINDINGS", "Findings")),
    "The heart is normal.",
  ],
  [
    "a section in two parts",
    report(FINDINGS + FINDINGS),
    "The heart is normal. The heart is normal.",
  ],
  [
    "CDATA",
    report(FINDINGS.replace("The", "<![CDATA[A <2 cm]]> The")),
    "A <2 cm The heart is normal.",
  ],
  [
    "characters by name",
    report(FINDINGS.replace("The", "&lt;2 &amp; &quot;The")),
    '<2 & "The heart is normal.',
  ],
  ["characters by number", report(FINDINGS.replace("The", "&#39;&#x2265;")), "'≥ heart is normal."],
  ["comments", report(FINDINGS.replace("The", "<!-- a --> The")), "The heart is normal."],
  ["numbers as text", report('<AbstractText Label="FINDINGS">1.0</AbstractText>'), "1.0"],
  [
    "entities that nobody defined",
    report(FINDINGS.replace("The", "&lol9;")),
    "&lol9; heart is normal.",
  ],
];

for (const [name, xml, findings] of ODD) {
  Deno.test(`parseReport() reads ${name}`, () => {
    assert.equal(parseReport("1.xml", xml).findings, findings);
  });
}

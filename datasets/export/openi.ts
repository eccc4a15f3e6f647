/**
 * The layout of Open-I: a report per XML file, images as PNG.
 *
 * @module
 */

import { join } from "node:path";
import type { Example } from "../dataset.ts";
import { writeSplit } from "../exact_split.ts";
import { hasLateral, lateralView, sections, writeImage, writeLines, writeText } from "./files.ts";
import { eachStudy, type Exporter } from "./layout.ts";

/**
 * Writes `ecgen-radiology/*.xml` and `NLMCXR_png/*.png`; and, which the collection does not have,
 * `labels.jsonl`, `split.jsonl.gz` and `indiana_projections.csv`. Every other report has a second
 * image, before the frontal one.
 */
export const exportOpeni: Exporter = async (options) => {
  const { dataset: { examples, labelNames }, folder, size } = options;
  const views = ["uid,filename,projection"];
  await eachStudy(options, async (example, pixels, i) => {
    const { id } = example;
    const images = [{ name: `CXR${id}_IM-${number(i)}-2001`, view: "Frontal", pixels }];
    if (hasLateral(i)) {
      const name = `CXR${id}_IM-${number(i)}-1001`;
      images.unshift({ name, view: "Lateral", pixels: lateralView(pixels, size) });
    }
    const names = images.map(({ name }) => name);
    const present = labelNames.filter((_, k) => example.labels[k] === 1);
    await writeText(
      join(folder, "ecgen-radiology", `${id}.xml`),
      reportXml(example, names, present),
    );
    for (const { name, view, pixels } of images) {
      await writeImage(join(folder, "NLMCXR_png", `${name}.png`), pixels, size);
      views.push(`${id},${name.slice("CXR".length)}.dcm.png,${view}`);
    }
  });
  await writeText(join(folder, "indiana_projections.csv"), `${views.join("\n")}\n`);
  const read = examples.map((example) => ({ ...example, patient: example.id, questions: [] }));
  await writeSplit(join(folder, "split.jsonl.gz"), read);
  const named = examples.map(({ id, labels }) => ({
    id,
    labels: Object.fromEntries(labelNames.map((name, k) => [name, labels[k]])),
  }));
  await writeLines(join(folder, "labels.jsonl"), named);
};

function number(index: number): string {
  return String(index + 1).padStart(4, "0");
}

function reportXml(
  { id, text }: Example,
  images: readonly string[],
  present: readonly string[],
): string {
  const { findings, impression } = sections(text);
  const tags = present.filter((name) => name !== "No Finding");
  const major = tags.length > 0 ? tags : ["normal"];
  return `<?xml version="1.0" encoding="utf-8"?>
<eCitation>
  <meta type="rr"/>
  <uId id="CXR${escapeXml(id)}"/>
  <docSource>CXR</docSource>
  <IUXRId id="${escapeXml(id)}"/>
  <MedlineCitation Owner="Phantom" Status="made up">
    <Article PubModel="Electronic">
      <Abstract>
        <AbstractText Label="COMPARISON">None.</AbstractText>
        <AbstractText Label="INDICATION">XXXX-year-old, XXXX.</AbstractText>
        <AbstractText Label="FINDINGS">${escapeXml(findings)}</AbstractText>
        <AbstractText Label="IMPRESSION">${escapeXml(impression)}</AbstractText>
      </Abstract>
    </Article>
  </MedlineCitation>
  <MeSH>
${major.map((tag) => `    <major>${escapeXml(tag)}</major>\n`).join("")}  </MeSH>
${images.map(imageXml).join("")}</eCitation>
`;
}

function imageXml(name: string, index: number): string {
  return `  <parentImage id="${escapeXml(name)}">
    <figureId>F${index + 1}</figureId>
    <caption>Xray Chest PA and Lateral</caption>
  </parentImage>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

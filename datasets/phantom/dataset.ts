/**
 * The phantom dataset: synthetic chest radiographs and everything said about them.
 *
 * @module
 */

import { type Dataset, type DatasetKind, type Example, FINDINGS } from "../dataset.ts";
import { PHANTOM_VERSION, type PhantomConfig } from "./config.ts";
import { LABEL_OF } from "./findings.ts";
import { labelsOf } from "./labels.ts";
import { askQuestions } from "./questions.ts";
import { render } from "./render/render.ts";
import { writeReport } from "./report.ts";
import { patientScenes, type Scene, siteRoot } from "./scene.ts";
import { SITES } from "./sites.ts";

/** The scenes of a config in the order of their examples. */
export function phantomScenes(config: PhantomConfig): Scene[] {
  const site = SITES[config.site];
  const root = siteRoot(site, config.seed);
  return Array.from({ length: config.patients }, (_, i) => patientScenes(site, root, i)).flat();
}

function exampleOf(scene: Scene): Example {
  const report = writeReport(scene);
  const shown = scene.findings.map((finding) => LABEL_OF[finding.kind]);
  return {
    id: scene.id,
    patient: scene.patient,
    split: scene.split,
    text: report.text,
    labels: labelsOf(shown, report.denied, report.doubted),
    questions: askQuestions(scene),
  };
}

/** `kind: phantom`. */
export const phantomKind: DatasetKind<PhantomConfig> = {
  kind: "phantom",
  version: PHANTOM_VERSION,
  summary: "made-up chest radiographs, drawn on demand",
  paths: [],
  open(config): Promise<Dataset> {
    const scenes = phantomScenes(config);
    return Promise.resolve({
      labelNames: FINDINGS,
      examples: scenes.map(exampleOf),
      fingerprint: () => Promise.resolve(""),
      image: (index, size) => Promise.resolve(render(scenes[index]!, size)),
    });
  },
};

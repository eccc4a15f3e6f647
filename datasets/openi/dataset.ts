/**
 * Open-I, the Indiana University chest X-ray collection, as the National Library of Medicine ships it.
 *
 * Source: Demner-Fushman et al., "Preparing a collection of radiology examinations for distribution
 * and retrieval", JAMIA 2016.
 *
 * @module
 */

import { join } from "node:path";
import {
  type Dataset,
  type DatasetKind,
  type Example,
  FINDINGS,
  type LabelValue,
  type Split,
} from "../dataset.ts";
import { type FileStudies, fingerprintFiles } from "../files/studies.ts";
import { readText } from "../files/text.ts";
import { readGreyImage } from "../image.ts";
import { stratifiedSplit } from "../table/split.ts";
import type { OpeniConfig } from "./config.ts";
import { findingsOf, meshLabels, parseFindings } from "./labels.ts";
import { IMAGES, type OpeniStudy, readStudies } from "./studies.ts";
import { symmetry } from "./views.ts";

/** Side of the images whose {@link symmetry} is compared. */
const SMALL = 64;

/** The largest label file that is read; one for all 3,955 reports has 2 MB. */
const MOST_BYTES = 64 * 2 ** 20;

/** Studies of which each can have several images that may be the frontal one. */
interface Loaded extends Pick<FileStudies, "labelNames" | "examples"> {
  readonly candidates: readonly (readonly string[])[];
}

async function load(config: OpeniConfig): Promise<Loaded> {
  const studies = await readStudies(config);
  const { names, values } = await labelsOf(config, studies);
  const splits = splitsOf(config, studies, values);
  // A report is a patient: the collection has one examination of each.
  const examples = studies.map(({ id, text }, i): Example => ({
    ...{ id, patient: id, split: splits[i]!, text, labels: values[i]!, questions: [] },
  }));
  const candidates = studies.map(({ images }) => images.map((image) => join(IMAGES, image)));
  return { labelNames: names, examples, candidates };
}

async function labelsOf(config: OpeniConfig, studies: readonly OpeniStudy[]) {
  if (config.labels === "mesh") return meshLabels(studies.map(({ report }) => report));
  const { root, labelFile = "" } = config;
  const lines = labelFile === "" ? "" : await readText(join(root, labelFile), MOST_BYTES);
  const file = parseFindings(labelFile, lines);
  if (file.size > 0 && !studies.some(({ id }) => file.has(id))) {
    const [id] = file.keys();
    throw new Error(
      `Cannot use labels ${labelFile}: no report is called "${id}" or as another line says, ` +
        `write ids such as "${studies[0]!.id}"`,
    );
  }
  return { names: FINDINGS, values: studies.map(({ id, text }) => findingsOf(id, text, file)) };
}

function splitsOf(
  { split }: OpeniConfig,
  studies: readonly OpeniStudy[],
  values: readonly (readonly LabelValue[])[],
): Split[] {
  if (typeof split === "string") return studies.map(() => "train"); // the file gives the right ones
  const strata = rarest(values);
  return stratifiedSplit(studies.map(({ id }, i) => ({ patient: id, stratum: strata[i]! })), split);
}

/** Of each study, which of the labels it has is the rarest: the split spreads rare labels evenly. */
function rarest(values: readonly (readonly LabelValue[])[]): string[] {
  const counts = (values[0] ?? []).map((_, k) => values.filter((own) => own[k] === 1).length);
  return values.map((own) => {
    const present = counts.map((_, k) => k).filter((k) => own[k] === 1);
    return `${present.sort((a, b) => counts[a]! - counts[b]! || a - b)[0]}`;
  });
}

/** The image itself, or of several the most symmetric; of equals the first. */
async function frontal(root: string, images: readonly string[]): Promise<string> {
  if (images.length === 1) return images[0]!;
  const scores: number[] = [];
  for (const image of images) {
    scores.push(symmetry(await readGreyImage(join(root, image), SMALL), SMALL));
  }
  return images[scores.indexOf(Math.max(...scores))]!;
}

/** `kind: openi`. */
export const openiKind: DatasetKind<OpeniConfig> = {
  kind: "openi",
  version: 2,
  summary: "Open-I: ecgen-radiology/*.xml and NLMCXR_png/*.png",
  paths: ["root", "labelFile", "viewFile"],

  async open(config): Promise<Dataset> {
    const { candidates, ...studies } = await load(config);
    const { root, damaged } = config;
    const chosen = new Map<number, Promise<string>>();
    return {
      ...studies,
      damaged,
      fingerprint: () => fingerprintFiles(config, { ...studies, images: candidates.flat() }),
      async image(index, size) {
        const choice = chosen.get(index) ?? frontal(root, candidates[index]!);
        chosen.set(index, choice);
        return await readGreyImage(join(root, await choice), size);
      },
    };
  },
};

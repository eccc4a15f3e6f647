/**
 * Reads all reports of Open-I and finds their images.
 *
 * @module
 */

import { join } from "node:path";
import { fileNames, plainName, requireImages } from "../files/folder.ts";
import { mapPool } from "../files/pool.ts";
import { readText } from "../files/text.ts";
import type { OpeniConfig } from "./config.ts";
import { type OpeniReport, parseReport } from "./report.ts";
import { imageKey, parseViews } from "./views.ts";

/** Folders as the collection is shipped. */
export const REPORTS = "ecgen-radiology";
export const IMAGES = "NLMCXR_png";

/** The largest table of views that is read; the known one has 300 kB. */
const MOST_BYTES = 16 * 2 ** 20;

/** A report that can be used. */
export interface OpeniStudy {
  /** The number that is the file's name. */
  readonly id: string;
  /** Findings and impression. */
  readonly text: string;
  readonly report: OpeniReport;
  /** Names of the images in {@link IMAGES} of which one is the frontal one. */
  readonly images: readonly string[];
}

/**
 * Reads the reports in the order of their numbers. Left out are reports without findings and
 * impression, reports without images, and with a table of views those without a frontal image.
 *
 * @throws {Error} naming file and element, for a wrong report, an image that leads out of its folder,
 * is named by two reports or is missing.
 */
export async function readStudies(config: OpeniConfig): Promise<OpeniStudy[]> {
  const { root, viewFile, damaged } = config;
  const views = viewFile && parseViews(viewFile, await readText(join(root, viewFile), MOST_BYTES));
  const files = (await fileNames(join(root, REPORTS))).filter((name) => name.endsWith(".xml"));
  if (files.length === 0) {
    throw new Error(`Cannot read ${join(root, REPORTS)}: it has no .xml files, check the root`);
  }
  const owner = new Map<string, string>();
  const studies: OpeniStudy[] = [];
  for await (const { file, path, report } of mapPool(files, (file) => readReport(root, file))) {
    for (const image of report.images) {
      plainName(image, `parentImage in ${path}`);
      const other = owner.get(image);
      if (other !== undefined) {
        throw new Error(
          `Cannot use parentImage ${image} of ${path}: ${other} names it too, remove one`,
        );
      }
      owner.set(image, path);
    }
    const text = [report.findings, report.impression].filter((part) => part !== "").join(" ");
    const images = report.images
      .filter((image) => !views || views.get(imageKey(image)) === "frontal")
      .map((image) => `${image}.png`);
    if (text === "" || images.length === 0) continue;
    studies.push({ id: file.slice(0, -".xml".length), text, report, images });
  }
  if (studies.length === 0) {
    throw new Error(
      `Cannot use ${join(root, REPORTS)}: no report has findings or an impression and a frontal ` +
        `image, check the root${viewFile ? " and viewFile" : ""}`,
    );
  }
  if (damaged === "fail") {
    const named = studies.flatMap(({ id, images }) =>
      images.map((image) => ({ image, place: join(REPORTS, `${id}.xml`) }))
    );
    const wayOut = "make it and unpack NLMCXR_png.tgz into it, which brings no folder of its own";
    await requireImages(join(root, IMAGES), named, wayOut);
  }
  return studies;
}

async function readReport(root: string, file: string) {
  const path = join(REPORTS, file);
  return { file, path, report: parseReport(path, await readText(join(root, path))) };
}

/**
 * Films: phantoms of both sites without reports, and what is seen in each part of them.
 *
 * @module
 */
import type { Key } from "../../model/random.ts";
import { CELL, type Picture } from "../picture.ts";
import { type Finding, sidesOf, type Zone } from "./findings.ts";
import { type Topic, topicOf, TOPICS } from "./phrasebook.ts";
import { render } from "./render/render.ts";
import { patientScenes } from "./scene.ts";
import { SITES } from "./sites.ts";

/** What can be seen in a cell, in label order. */
export const FILM_CLASSES: readonly Topic[] = TOPICS;

/** The part of the picture's height that a zone takes; neighbours overlap. */
const BANDS: Readonly<Record<Zone, readonly [top: number, bottom: number]>> = {
  upper: [0, 0.5],
  middle: [0.25, 0.75],
  lower: [0.5, 1],
};

/** The film of a key: a patient of one of the sites, who is in no dataset. */
export function drawFilm(key: Key, size: number): Picture {
  const site = key.fold("site").stream().choice(Object.values(SITES));
  const [scene] = patientScenes(site, key, 0);
  const grid = size / CELL;
  const labels = new Float32Array(grid ** 2 * FILM_CLASSES.length);
  for (const finding of scene!.findings) {
    const kind = FILM_CLASSES.indexOf(topicOf(finding));
    for (const cell of cellsOf(finding, grid)) labels[cell * FILM_CLASSES.length + kind] = 1;
  }
  return { pixels: render(scene!, size), labels };
}

/** The cells of a finding's sides and zone, which is as exactly as a report tells its place. */
function cellsOf(finding: Finding, grid: number): number[] {
  const [top, bottom] = BANDS[finding.zone];
  const rows = range(grid).filter((y) => (y + 1) / grid > top && y / grid < bottom);
  const columns = range(grid).filter((x) =>
    sidesOf(finding).some((side) => side === "right" ? x / grid < 0.5 : (x + 1) / grid > 0.5)
  );
  return rows.flatMap((y) => columns.map((x) => y * grid + x));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/**
 * `figures/`: SVG and PNG.
 *
 * @module
 */
import { join } from "node:path";
import { type Decisions, figures } from "../results/figures/mod.ts";
import { transferTitle } from "../results/tables.ts";
import type { Collected } from "./collect.ts";

/** Pixels of a PNG per pixel of its SVG. */
const SCALE = 2;

/** Writes the figures of a run; those for which it has no data are not there afterwards. */
export async function writeFigures(
  { results, records, predictions }: Pick<Collected, "results" | "records" | "predictions">,
  folder: string,
): Promise<void> {
  // Loaded here: it is native code, which a process that only plans may not load.
  const { default: sharp } = await import("sharp");
  await Deno.mkdir(folder, { recursive: true });
  const made = figures(results, records, decisionsOf(predictions));
  for (const [name, svg] of made) {
    await Deno.writeTextFile(join(folder, `${name}.svg`), svg);
    const png = await sharp(new TextEncoder().encode(svg), { density: 72 * SCALE }).png()
      .toBuffer();
    await Deno.writeFile(join(folder, `${name}.png`), png);
  }
  for (const name of ["heat-map", "transfer", "learning-curves", "calibration"]) {
    if (made.has(name)) continue;
    for (const kind of ["svg", "png"]) {
      await Deno.remove(join(folder, `${name}.${kind}`)).catch(unlessMissing);
    }
  }
}

/** Of the cells whose predictions are probabilities of labels. */
function decisionsOf(predictions: Collected["predictions"]): Decisions[] {
  return [...predictions].flatMap(([{ variant, task, transfer }, bytes]) => {
    const lines = new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "");
    if (!isClassified(lines[0])) return [];
    const read = lines.map((line) => JSON.parse(line));
    const [scores, targets] = [read.flatMap((p) => p.scores), read.flatMap((p) => p.targets)];
    return [{ variant, task, transfer: transferTitle(transfer), scores, targets }];
  });
}

function isClassified(line: string | undefined): boolean {
  return line !== undefined && line.startsWith("{") && "targets" in JSON.parse(line);
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/**
 * `figures/`: SVG and PNG.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Decisions, figures } from "../results/figures/mod.ts";
import { transferTitle } from "../results/tables.ts";
import type { Collected } from "./collect.ts";

const RASTERISE = new URL("rasterise.ts", import.meta.url);

/** Every figure that a run can have. */
const NAMES = ["masks", "heat-map", "transfer", "learning-curves", "calibration"];

/**
 * Writes the figures of a run; those for which it has no data are not there afterwards.
 *
 * @throws {Error} if they cannot be turned into PNG.
 */
export async function writeFigures(
  { results, records, predictions }: Pick<Collected, "results" | "records" | "predictions">,
  folder: string,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const made = figures(results, records, decisionsOf(predictions));
  for (const name of NAMES.filter((name) => !made.has(name))) {
    for (const kind of ["svg", "png"]) {
      await Deno.remove(join(folder, `${name}.${kind}`)).catch(unlessMissing);
    }
  }
  const changed: string[] = [];
  for (const [name, svg] of made) {
    const [drawing, picture] = [join(folder, `${name}.svg`), join(folder, `${name}.png`)];
    if (existsSync(picture) && existsSync(drawing) && await Deno.readTextFile(drawing) === svg) {
      continue;
    }
    // A picture is never older than its drawing, however this ends.
    await Deno.remove(picture).catch(unlessMissing);
    await Deno.writeTextFile(drawing, svg);
    changed.push(name);
  }
  if (changed.length > 0) await rasterise(changed, folder);
}

/** PNG files beside SVG files, by a process that may load native code. */
async function rasterise(names: readonly string[], folder: string): Promise<void> {
  // The folder is where it runs, as a permission cannot name a path with a comma.
  const permissions = ["--allow-read", "--allow-write=."].concat(
    ["--allow-env", "--allow-ffi", "--allow-sys"],
  );
  const files = names.map((name) => `${name}.svg`);
  const { success, stderr } = await new Deno.Command("deno", {
    args: ["run", "--quiet", "--no-prompt", ...permissions, RASTERISE.href, ...files],
    cwd: folder,
    stdin: "null",
  }).output();
  if (success) return;
  throw new Error(`Cannot draw PNG files in ${folder}: ${new TextDecoder().decode(stderr).trim()}`);
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

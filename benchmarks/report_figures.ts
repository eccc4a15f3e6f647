/**
 * `figures/`: SVG, PNG drawn from it, and `SHA256SUMS` of both, by which a PNG can be known to be as
 * it was drawn: another machine has other fonts and may draw other pixels.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Decisions, figures } from "../results/figures/mod.ts";
import { transferTitle } from "../results/tables.ts";
import type { Collected } from "./collect.ts";
import { childEnvironment } from "./child_environment.ts";
import { readIfThere, removeIfThere } from "./store_files.ts";

const RASTERISE = new URL("rasterise.ts", import.meta.url);
/** As `sha256sum` writes and checks it. */
const SUMS = "SHA256SUMS";

/** Every figure that a run can have. */
export const FIGURE_NAMES = ["masks", "heat-map", "transfer", "learning-curves", "calibration"];

/** The figures of a run as SVG, by name; those for which it has no data are left out. */
export function figuresOf(
  { results, records, predictions }: Pick<Collected, "results" | "records" | "predictions">,
): ReadonlyMap<string, string> {
  return figures(results, records, decisionsOf(predictions));
}

/**
 * Writes figures; others of an earlier run are not there afterwards.
 *
 * @throws {Error} if they cannot be turned into PNG.
 */
export async function writeFigures(
  made: ReadonlyMap<string, string>,
  folder: string,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const name of FIGURE_NAMES.filter((name) => !made.has(name))) {
    for (const kind of ["svg", "png"]) await removeIfThere(join(folder, `${name}.${kind}`));
  }
  const changed = [];
  for (const [name, svg] of made) {
    if (await pictureProblem(folder, name, svg) !== undefined) {
      // A picture is never older than its drawing, however this ends.
      await removeIfThere(join(folder, `${name}.png`));
      changed.push(name);
    }
    await Deno.writeTextFile(join(folder, `${name}.svg`), svg);
  }
  if (changed.length > 0) await rasterise(changed, folder);
  await Deno.writeTextFile(join(folder, SUMS), await sumsOf(folder, [...made.keys()]));
}

/** What is wrong with the PNG of a figure, undefined where it was drawn from this SVG. */
export async function pictureProblem(
  folder: string,
  name: string,
  svg: string,
): Promise<string | undefined> {
  const png = await readIfThere(join(folder, `${name}.png`));
  if (png === undefined) return "it is missing";
  const sums = new TextDecoder().decode(await readIfThere(join(folder, SUMS))).split("\n");
  if (!sums.includes(line(`${name}.svg`, svg))) return `it is not drawn from ${name}.svg`;
  return sums.includes(line(`${name}.png`, png))
    ? undefined
    : `it was changed: its digest is not the one in ${SUMS}`;
}

async function sumsOf(folder: string, names: readonly string[]): Promise<string> {
  const lines = [];
  for (const file of names.flatMap((name) => [`${name}.png`, `${name}.svg`]).sort()) {
    lines.push(line(file, await Deno.readFile(join(folder, file))) + "\n");
  }
  return lines.join("");
}

function line(file: string, content: string | Uint8Array): string {
  return `${createHash("sha256").update(content).digest("hex")}  ${file}`;
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
    ...childEnvironment(),
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
    const decisions = lines.flatMap((line): [score: number, target: 0 | 1 | null][] => {
      const { scores, targets } = JSON.parse(line);
      return scores.map((score: number, i: number) => [score, targets[i]]);
    }).filter(([, target]) => target !== null);
    return [{
      ...{ variant, task, transfer: transferTitle(transfer) },
      scores: decisions.map(([score]) => score),
      targets: decisions.map(([, target]) => target!),
    }];
  });
}

function isClassified(line: string | undefined): boolean {
  return line !== undefined && line.startsWith("{") && "targets" in JSON.parse(line);
}

/**
 * Measures what a network of the published size costs: 135,188,092 parameters.
 *
 *     deno task full-size FOLDER
 *
 * Makes a network of random values, exports it, imports the export, trains it and exports it again,
 * each in a process of its own, and prints one line of JSON per step: seconds, and the most memory
 * the process held. FOLDER needs 3 GB, training 9 GB of memory.
 *
 * @module
 */
import process from "node:process";
import { exportCheckpoint } from "../../model/checkpoint/export.ts";
import { importCheckpoint } from "../../model/checkpoint/import.ts";
import { inspectCheckpoint } from "../../model/checkpoint/inspect.ts";
import { createSafetensors } from "../../model/checkpoint/safetensors.ts";
import { MODEL_PRESETS, networkParameters } from "../../model/mod.ts";
import { Key } from "../../model/random.ts";
import { train } from "./train.ts";

type Step = (folder: string) => unknown;

const STEPS: Readonly<Record<string, Step>> = {
  make: (folder) => make(`${folder}/model.safetensors`),
  export: (folder) =>
    exportCheckpoint(`${folder}/model.safetensors`, `${folder}/model.bin`, { as: "pretraining" }),
  inspect: (folder) => {
    const { kind, parameters } = inspectCheckpoint(`${folder}/model.bin`);
    return { kind, parameters };
  },
  import: (folder) => importCheckpoint(`${folder}/model.bin`, `${folder}/imported.safetensors`),
  train: (folder) => train(`${folder}/imported.safetensors`, `${folder}/trained.safetensors`),
  exportTrained: (folder) =>
    exportCheckpoint(`${folder}/trained.safetensors`, `${folder}/trained.bin`, {
      as: "pretraining",
    }),
};

/** A pre-training network of the published size; every value is random. */
function make(path: string): void {
  const heads = { words: true, match: true };
  const parameters = Object.entries(networkParameters(MODEL_PRESETS.base, heads));
  const specs = parameters.map(([name, { shape }]) => ({ name, dtype: "F32", shape }) as const);
  using writer = createSafetensors(path, specs);
  for (const { name, shape } of specs) {
    const size = shape.reduce((product, d) => product * d, 1);
    const stream = Key.of(1).fold(name).stream();
    // A running variance is positive.
    const least = name.endsWith("running_var") ? 0.1 : -0.5;
    writer.write(name, Float32Array.from({ length: size }, () => (stream.uniform() + least) / 10));
  }
  writer.close();
}

/** What a step may do. */
const PERMISSIONS = ["read", "write", "env", "sys", "ffi"].map((name) => `--allow-${name}`);

async function main(folder: string): Promise<void> {
  for (const step of Object.keys(STEPS)) {
    const { success, code, signal } = await new Deno.Command(Deno.execPath(), {
      args: ["run", ...PERMISSIONS, import.meta.filename!, folder, step],
      stdout: "inherit",
      stderr: "inherit",
    }).output();
    if (!success) throw new Error(`Cannot measure: ${step} ended with ${signal ?? code}`);
  }
}

async function measured(folder: string, step: string): Promise<void> {
  const start = performance.now();
  const result = await STEPS[step]!(folder);
  const seconds = (performance.now() - start) / 1000;
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS * 1024 / 1e6);
  console.log(JSON.stringify({ step, seconds: Number(seconds.toFixed(2)), peakMegabytes, result }));
}

if (import.meta.main) {
  const [folder, step] = Deno.args;
  if (folder === undefined) throw new TypeError("Cannot measure: name a folder");
  if (step === undefined) await main(folder);
  else await measured(folder, step);
}

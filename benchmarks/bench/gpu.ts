/**
 * `bench-gpu`: all that a machine with a GPU can say, by one command: which engines use the GPU,
 * whether they keep the conformance suite, and how fast they are beside PyTorch.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Adapter, adapter } from "../../model/engine/adapter.ts";
import { ENGINE_DEVICES, ENGINES } from "../../model/engine/mod.ts";
import { tryEngine } from "../try_engine.ts";
import type { BenchReport } from "./bench.ts";
import { benchText } from "./report.ts";
import type { Placement } from "./row.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where everything is written, from the root. */
const OUT = "out/gpu";

/**
 * Of every command. The machine may have no network. Libraries of GPUs may be found by
 * LD_LIBRARY_PATH, which only who may run everything hands on.
 */
const FLAGS = [
  "--cached-only",
  ...["read", "write", "env", "sys", "ffi", "run"].map((name) => `--allow-${name}`),
];

/** CUDA's products and convolutions are of whole float32 numbers on both sides, not of TF32. */
const EXACT = { NVIDIA_TF32_OVERRIDE: "0" };

/** Every engine with every GPU device it can run on. */
export const GPU_PLACEMENTS: readonly Placement[] = ENGINES.flatMap((engine) =>
  ENGINE_DEVICES[engine].filter((device) => device !== "cpu").map((device) => ({ engine, device }))
);

/** What a run needs of the machine. */
export interface GpuMachine {
  readonly tryOn: typeof tryEngine;
  /** The GPU that Deno sees. */
  readonly gpu: Adapter | undefined;
  /** Runs `deno` and gives what it printed, which is also kept in a file of this name. */
  deno(args: readonly string[], file: string): Promise<{ success: boolean; stdout: string }>;
  say(line: string): void;
}

/**
 * Runs everything that the machine has; what it lacks is said in a line each.
 *
 * @param args For every `bench`.
 * @returns Whether all that ran succeeded.
 */
export async function benchGpu(args: readonly string[], machine: GpuMachine): Promise<boolean> {
  const { tryOn, gpu, deno, say } = machine;
  const run = (...args: string[]) => ["run", ...FLAGS, "cli.ts", ...args];
  const doctor = await deno(run("doctor"), "doctor.txt");
  say(doctor.success ? doctor.stdout.trimEnd() : "doctor: FAILED");
  const present: Placement[] = [];
  for (const placement of GPU_PLACEMENTS) {
    const why = await tryOn(placement.engine, placement.device);
    if (why === undefined) present.push(placement);
    else say(`${nameOf(placement)}: not here: ${why}`);
  }
  let succeeded = doctor.success;
  for (const placement of present) {
    const test = [...FLAGS, "--no-check", `--filter=${nameOf(placement)}:`];
    const file = fileOf("conformance", placement, "txt");
    const suite = await deno(["test", ...test, "tests/conformance/engine_gpu_test.ts"], file);
    const summary = suite.stdout.trimEnd().split("\n").findLast((line) => line.includes("passed"));
    say(`${nameOf(placement)}: conformance: ${summary?.trim() ?? "FAILED"}, see ${OUT}/${file}`);
    succeeded &&= suite.success;
  }
  for (const placement of present) {
    const { engine, device } = placement;
    if (device === "webgpu" && gpu?.software) {
      say(`${nameOf(placement)}: no bench: ${gpu.name} computes on the CPU`);
      continue;
    }
    const asked = ["--engine", engine, "--device", device, "--json", ...args];
    const file = fileOf("bench", placement, "json");
    const { success, stdout } = await deno(run("bench", ...asked), file);
    const report = reportOf(stdout);
    say(`${nameOf(placement)}: bench${success ? "" : " FAILED"}, see ${OUT}/${file}`);
    if (report !== undefined) say(benchText(report));
    succeeded &&= success;
  }
  return succeeded;
}

/** Undefined where a bench ended before it, or a library printed beside it. */
function reportOf(stdout: string): BenchReport | undefined {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

function nameOf({ engine, device }: Placement): string {
  return `${engine} on ${device}`;
}

function fileOf(what: string, { engine, device }: Placement, extension: string): string {
  return `${what}-${engine}-${device}.${extension}`;
}

/** This machine, with a folder for what it says. */
async function thisGpuMachine(folder: string): Promise<GpuMachine> {
  await Deno.mkdir(folder, { recursive: true });
  const summary = join(folder, "summary.txt");
  await Deno.writeTextFile(summary, "");
  return {
    tryOn: tryEngine,
    gpu: await adapter(),
    async deno(args, file) {
      const path = join(folder, file);
      const child = new Deno.Command("deno", {
        args: [...args],
        cwd: ROOT,
        env: EXACT,
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      // Written as it comes: who stops the run keeps it.
      const kept = await Deno.create(path);
      await child.stdout.pipeTo(kept.writable);
      const { success } = await child.status;
      return { success, stdout: await Deno.readTextFile(path) };
    },
    say(line) {
      console.log(line);
      Deno.writeTextFileSync(summary, `${line}\n`, { append: true });
    },
  };
}

if (import.meta.main) {
  const succeeded = await benchGpu(Deno.args, await thisGpuMachine(join(ROOT, OUT)));
  Deno.exit(succeeded ? 0 : 1); // libraries of GPUs may keep threads
}

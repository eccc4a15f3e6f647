/**
 * What a measurement was made on.
 *
 * @module
 */
import { cpus, loadavg, totalmem } from "node:os";
import config from "../../deno.json" with { type: "json" };
import { type Adapter, adapter } from "../../model/engine/adapter.ts";
import type { Placement } from "./row.ts";

/** A machine, named by its hardware. */
export interface Machine {
  /** Processor and number of cores, and what computes if not `onnx` on the CPU: fit for a file. */
  readonly name: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  /** Mean number of processes that wanted to run in the minute before: others' work, if not near 0. */
  readonly load: number;
  /** The GPU that Deno sees; absent where none is computed on. */
  readonly gpu?: Adapter;
}

/** The machine this runs on, its name for a report of this placement. */
export async function thisMachine(placement: Placement): Promise<Machine> {
  const cores = navigator.hardwareConcurrency;
  const cpu = cpus()[0]?.model.trim() ?? "unknown";
  const gpu = placement.device === "cpu" ? undefined : await adapter();
  return {
    name: machineName(cpu, cores, placement),
    cpu,
    cores,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    load: Number(loadavg()[0]!.toFixed(2)),
    ...gpu && { gpu },
  };
}

/**
 * `AMD EPYC 7B13 (64)` with 2 cores → `amd-epyc-7b13-64-2-cores`, and with `onnx` on a GPU
 * `amd-epyc-7b13-64-2-cores-onnx-cuda`.
 */
export function machineName(
  cpu: string,
  cores: number,
  placement: Placement,
): string {
  const words = cpu.toLowerCase().match(/[a-z0-9]+/g) ?? ["unknown"];
  const hardware = `${words.join("-")}-${cores}-cores`;
  return isStandard(placement) ? hardware : `${hardware}-${placement.engine}-${placement.device}`;
}

/** Whether it is what a bench runs on where nothing else is asked for. */
export function isStandard({ engine, device }: Placement): boolean {
  return engine === "onnx" && device === "cpu";
}

/** Versions of what computes on this side. */
export function ownVersions(): Record<string, string> {
  const version = (name: "onnxruntime-node" | "@tensorflow/tfjs") =>
    config.imports[name].split("@").at(-1)!;
  return {
    bench: config.version,
    deno: Deno.version.deno,
    onnxruntime: version("onnxruntime-node"),
    tfjs: version("@tensorflow/tfjs"),
  };
}

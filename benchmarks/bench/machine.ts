/**
 * What a measurement was made on.
 *
 * @module
 */
import { cpus, loadavg, totalmem } from "node:os";
import config from "../../deno.json" with { type: "json" };

/** A machine, named by its hardware. */
export interface Machine {
  /** Processor and number of cores, fit for a file's name. */
  readonly name: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  /** Mean number of processes that wanted to run in the minute before: others' work, if not near 0. */
  readonly load: number;
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  const cores = navigator.hardwareConcurrency;
  const cpu = cpus()[0]?.model.trim() ?? "unknown";
  return {
    name: machineName(cpu, cores),
    cpu,
    cores,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    load: Number(loadavg()[0]!.toFixed(2)),
  };
}

/** `AMD EPYC 7B13 (64)` with 2 cores → `amd-epyc-7b13-64-2-cores`. */
export function machineName(cpu: string, cores: number): string {
  const words = cpu.toLowerCase().match(/[a-z0-9]+/g) ?? ["unknown"];
  return `${words.join("-")}-${cores}-cores`;
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

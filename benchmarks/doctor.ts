/**
 * `doctor`: which engines work on this machine, where, and which one a run would take.
 *
 * @module
 */
import { adapter } from "../model/engine/adapter.ts";
import {
  type Choice,
  chooseEngine,
  type Device,
  ENGINE_DEVICES,
  type EngineName,
  ENGINES,
  whyNot,
} from "../model/engine/mod.ts";
import { provenance } from "./store_provenance.ts";

export interface EngineReport {
  readonly name: EngineName;
  readonly available: boolean;
  /** Those it works on; the first is taken where none is asked for. */
  readonly devices: readonly Device[];
  /** Why it does not work, or not on the other devices it knows. */
  readonly reason?: string;
}

export interface DoctorReport {
  readonly engines: readonly EngineReport[];
  readonly auto: Choice;
  readonly machine: {
    readonly system: string;
    readonly cpu: string;
    readonly cores: number;
    /** Bytes. */
    readonly memory: { readonly total: number; readonly available: number };
    /** The GPU that Deno sees, if any; WebGPU does not tell how much memory it has. */
    readonly gpu?: { readonly name: string; readonly software: boolean };
  };
  readonly versions: Readonly<Record<string, string>>;
}

/** Tries every engine on every device it knows. */
export async function doctor(tryOn = whyNot): Promise<DoctorReport> {
  const engines = [];
  for (const name of ENGINES) engines.push(await examine(name, tryOn));
  const auto = await chooseEngine({ engine: "auto" }, tryOn);
  const { versions, host } = await provenance();
  const { total, available } = Deno.systemMemoryInfo();
  const gpu = await adapter();
  return {
    engines,
    auto,
    machine: {
      system: String(host.system ?? "unknown"),
      cpu: String(host.cpu ?? "unknown"),
      cores: navigator.hardwareConcurrency,
      memory: { total, available },
      ...gpu && { gpu },
    },
    versions: Object.fromEntries(
      Object.entries(versions).filter(([name]) => /^deno$|^v8$|tensorflow|onnx/.test(name)),
    ),
  };
}

async function examine(name: EngineName, tryOn: typeof whyNot): Promise<EngineReport> {
  const devices: Device[] = [];
  const reasons = new Map<string, Device[]>();
  for (const device of ENGINE_DEVICES[name]) {
    const reason = await tryOn(name, device);
    if (reason === undefined) devices.push(device);
    else reasons.set(reason, [...reasons.get(reason) ?? [], device]);
  }
  const reason = [...reasons].map(([why, places]) => `${places.join(", ")}: ${why}`).join("; ");
  return { name, available: devices.length > 0, devices, ...reason !== "" && { reason } };
}

/** The report as text. */
export function doctorText({ engines, auto, machine, versions }: DoctorReport): string {
  const { system, cpu, cores, memory, gpu } = machine;
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const rows = engines.flatMap(({ name, devices, reason }) => [
    `  ${name.padEnd(10)}  ${devices.join(", ") || "not available"}`,
    ...reason === undefined ? [] : reason.split("; ").map((line) => `              not ${line}`),
  ]);
  return [
    `Machine   ${system}, ${cpu}, ${cores} cores, ` +
    `${gib(memory.available)} of ${gib(memory.total)} memory available`,
    `GPU       ${gpu === undefined ? "none that Deno sees" : gpu.name}${
      gpu?.software ? ", which computes on the CPU" : ""
    }`,
    `Versions  ${Object.entries(versions).map((entry) => entry.join(" ")).join(", ")}`,
    "Engines",
    ...rows,
    `auto      ${auto.engine} on ${auto.device}: ${auto.reason}`,
  ].join("\n");
}

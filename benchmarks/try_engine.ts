/**
 * Tries engines for a process that may not load native code: by a process of its own, if it must.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { type Device, type EngineName, whyNot } from "../model/engine/mod.ts";
import { binaryPath } from "../model/engine/onnx/binaries.ts";
import { installedPackages } from "../model/engine/tensorflow_packages.ts";
import { childEnvironment, withheld } from "./child_environment.ts";

/**
 * Why an engine cannot run on a device; undefined if it can.
 *
 * `onnx` on the CPU is only looked for, so that a run that asks for nothing starts no process.
 */
export async function tryEngine(engine: EngineName, device: Device): Promise<string | undefined> {
  if (engine === "onnx" && device === "cpu") return whyNoBinary();
  const isNative = engine === "onnx" || engine === "tensorflow" && installedPackages().length > 0;
  if (!isNative) return await whyNot(engine, device);
  const permissions = ["--allow-read", "--allow-env", "--allow-ffi", "--allow-sys"];
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...permissions, import.meta.url, engine, device],
    ...childEnvironment(),
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim().split("\n").at(-1)!;
  const why = success ? JSON.parse(text(stdout)) ?? undefined : `trying it failed: ${text(stderr)}`;
  const [name] = withheld();
  if (why === undefined || name === undefined) return why;
  return `${why} (without ${name}, which only \`deno run --allow-run\` hands on)`;
}

function whyNoBinary(): string | undefined {
  if (existsSync(binaryPath("onnxruntime_binding.node"))) return undefined;
  return `onnxruntime has no binary for ${Deno.build.os} ${Deno.build.arch}`;
}

if (import.meta.main) {
  const [engine, device] = Deno.args as [EngineName, Device];
  console.log(JSON.stringify(await whyNot(engine, device) ?? null));
  Deno.exit(0); // libraries of GPUs may keep threads
}

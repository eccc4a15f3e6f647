/**
 * The native files that onnxruntime-node brings along for this system.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Where such a file lies, if there is one. */
export function binaryPath(file: string): string {
  const { os, arch } = Deno.build;
  const platform = os === "windows" ? "win32" : os;
  const folder = `../bin/napi-v6/${platform}/${arch === "x86_64" ? "x64" : "arm64"}`;
  return fileURLToPath(new URL(`${folder}/${file}`, import.meta.resolve("onnxruntime-node")));
}

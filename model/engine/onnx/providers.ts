/**
 * onnxruntime's execution providers: which devices it computes on here.
 *
 * @module
 */
import ort from "onnxruntime-node";
import { existsSync } from "node:fs";
import { type Device, float32 } from "../engine.ts";
import { binaryPath } from "./binaries.ts";
import { compile } from "./compile.ts";
import { Graph } from "./graph.ts";

/** onnxruntime's version. */
export const ORT_VERSION: string = ort.env.versions.node!;

/**
 * Why a device cannot be used, found by computing on it; undefined if it can.
 *
 * Operators that a provider lacks run on the CPU, which onnxruntime adds behind every provider.
 */
export async function whyNotOn(device: Device): Promise<string | undefined> {
  const known = ort.listSupportedBackends().find(({ name }) => name === device);
  if (known === undefined) return `onnxruntime ${ORT_VERSION} has no ${device} on this platform`;
  // Without this, onnxruntime prints a page of its own before it fails.
  if (!known.bundled && !hasLibrary(device)) {
    return `onnxruntime's ${device} provider is not installed, run ` +
      `"deno install --allow-scripts=npm:onnxruntime-node@${ORT_VERSION}"`;
  }
  try {
    const graph = await compile(doubling(), { device, threads: 1 });
    const y = float32([0, 0], [2]);
    await graph.run({ x: float32([1, 2], [2]) }, { y });
    await graph.release();
    return `${y.data}` === "2,4" ? undefined : `${device} computes [1, 2] + [1, 2] = [${y.data}]`;
  } catch (error) {
    return `onnxruntime ${ORT_VERSION}: ${lastSentence((error as Error).message)}`;
  }
}

/** Without the source lines and signatures in front. */
function lastSentence(message: string): string {
  return message.trim().replace(/^.* was false\. /s, "");
}

function hasLibrary(device: Device): boolean {
  return existsSync(binaryPath(`libonnxruntime_providers_${device}.so`));
}

function doubling(): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  graph.output("y", graph.node("Add", [x, x]), "float32", [2]);
  return graph.encode();
}

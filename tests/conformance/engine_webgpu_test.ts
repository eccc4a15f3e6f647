/** The conformance suite on the machine's GPU, or on a driver that computes on the CPU. */
import { adapter, NO_ADAPTER } from "../../model/engine/adapter.ts";
import { openEngine } from "../../model/engine/mod.ts";
import { engineConformance } from "./engine_conformance.ts";

if (await adapter() === undefined) {
  Deno.test({ name: `webgpu: ${NO_ADAPTER}`, ignore: true, fn: () => {} });
} else {
  engineConformance("webgpu", () => openEngine("webgpu"));
}

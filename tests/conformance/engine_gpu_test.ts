/** The conformance suite on every engine that can use the machine's GPU, or a driver on the CPU. */
import { GPU_PLACEMENTS } from "../../benchmarks/bench/gpu.ts";
import { openEngine, whyNot } from "../../model/engine/mod.ts";
import { engineConformance } from "./engine_conformance.ts";

for (const { engine, device } of GPU_PLACEMENTS) {
  const name = `${engine} on ${device}`;
  const why = await whyNot(engine, device);
  if (why === undefined) {
    engineConformance(name, (threads) => openEngine(engine, { device, threads }));
  } else {
    Deno.test({ name: `${name}: ${why}`, ignore: true, fn: () => {} });
  }
}

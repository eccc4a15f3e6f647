/**
 * Which engines work here, and where.
 *
 * @module
 */
import type { Device, EngineName } from "./engine.ts";
import { LOADER, type Loader } from "./tensorflow_packages.ts";

/** Where each engine can run at all; the first that works is its own choice. */
export const ENGINE_DEVICES: Readonly<Record<EngineName, readonly Device[]>> = {
  onnx: ["cpu", "cuda", "webgpu"],
  tensorflow: ["cuda", "cpu"],
  webgpu: ["webgpu"],
  js: ["cpu"],
};

/** Why an engine cannot run on a device, with the way out; undefined if it can. */
export type WhyNot = (engine: EngineName, device: Device) => Promise<string | undefined>;

/** Tries it: loads what the engine needs and, for `onnx`, computes on the device. */
export async function whyNot(
  engine: EngineName,
  device: Device,
  loader: Loader = LOADER,
): Promise<string | undefined> {
  if (!ENGINE_DEVICES[engine].includes(device)) return `it has no ${device}`;
  try {
    switch (engine) {
      case "onnx":
        return await (await import("./onnx/providers.ts")).whyNotOn(device);
      case "tensorflow": {
        const opened = await (await import("./tensorflow.ts")).openTensorflow(loader);
        return opened.device === device ? undefined : `it runs on ${opened.device}`;
      }
      case "webgpu":
        await (await import("./webgpu.ts")).openWebgpu();
    }
  } catch (error) {
    return (error as Error).message.replace(/^Cannot open the engine \w+: /, "");
  }
}

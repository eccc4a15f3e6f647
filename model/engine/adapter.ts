/**
 * The GPU adapter that Deno gives.
 *
 * @module
 */

/** Why there is none, and the way out. */
export const NO_ADAPTER =
  "Deno finds no GPU adapter, install the GPU's Vulkan driver (mesa-vulkan-drivers has one that " +
  "runs on the CPU)";

export interface Adapter {
  /** What it calls itself. */
  readonly name: string;
  /** Whether it computes on the CPU. */
  readonly software: boolean;
}

/** The adapter, or undefined where there is none. */
export async function adapter(): Promise<Adapter | undefined> {
  const found = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!found) return undefined;
  const { description, vendor, isFallbackAdapter } = found.info;
  return { name: description || vendor, software: isFallbackAdapter };
}

/**
 * How much memory a graph's values take.
 *
 * @module
 */
import type { Node } from "./proto.ts";

/**
 * Most bytes that are held at a time where nodes run in their order and a value is let go after the
 * last node that reads it.
 *
 * @param sizes Bytes of the values that count.
 */
export function liveBytes(nodes: readonly Node[], sizes: ReadonlyMap<string, number>): number {
  const lastReader = new Map<string, number>();
  nodes.forEach(({ inputs }, index) => inputs.forEach((edge) => lastReader.set(edge, index)));
  const held = new Map<string, number>();
  let bytes = 0;
  let most = 0;
  nodes.forEach(({ inputs, outputs }, index) => {
    for (const edge of outputs) {
      const size = sizes.get(edge) ?? 0;
      held.set(edge, size);
      bytes += size;
    }
    most = Math.max(most, bytes);
    for (const edge of inputs) {
      if (lastReader.get(edge) !== index) continue;
      bytes -= held.get(edge) ?? 0;
      held.delete(edge);
    }
  });
  return most;
}

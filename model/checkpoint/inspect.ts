/**
 * Inspecting: what a checkpoint is, without reading its values.
 *
 * @module
 */
import { type CheckpointFile, openCheckpoint } from "./checkpoint_file.ts";
import { type Kind, matchNames, misfit } from "./names.ts";
import type { TensorSpec } from "./safetensors.ts";
import { naming } from "./torch_error.ts";
import { sizeOf } from "./torch_view.ts";
import { isFloat } from "./values.ts";

/** What a checkpoint is. */
export interface Inspection {
  readonly format: CheckpointFile["format"];
  /** Undefined if its names are of no known model. */
  readonly kind: Kind | undefined;
  /** Why it cannot be imported, if it cannot. */
  readonly misfit: string | undefined;
  /** Its state dict, in its order. */
  readonly tensors: readonly TensorSpec[];
  /** Values of its parameters; tied ones once, running statistics not at all. */
  readonly parameters: number;
  /** Plain values beside a training checkpoint's state dict. */
  readonly training: CheckpointFile["training"];
}

/**
 * Reads what a checkpoint says about itself.
 *
 * @throws {SyntaxError} if it is damaged or holds anything but tensors.
 */
export function inspectCheckpoint(path: string): Inspection {
  using file = openCheckpoint(path);
  const shapes = new Map([...file.tensors].map(([name, { shape }]) => [name, shape]));
  const match = naming(path, () => matchNames(shapes));
  const twins = match?.found.filter(({ entry: { role } }) => role === "twin") ?? [];
  const tied = new Set(twins.map(({ name }) => name));
  const counted = new Map<string, number>();
  for (const [name, { dtype, shape, place }] of file.tensors) {
    const buffer = !isFloat(dtype) || /running_(mean|var)$/.test(name);
    if (!buffer && !tied.has(name)) counted.set(place, sizeOf(shape));
  }
  return {
    format: file.format,
    kind: match?.kind,
    misfit: match && misfit(match),
    tensors: [...file.tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape })),
    parameters: [...counted.values()].reduce((sum, size) => sum + size, 0),
    training: file.training,
  };
}

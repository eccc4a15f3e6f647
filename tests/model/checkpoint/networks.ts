/**
 * Small networks and checkpoints of them.
 *
 * @module
 */
import type { HostTensors } from "../../../model/engine/mod.ts";
import {
  type Heads,
  MODEL_PRESETS,
  type ModelConfig,
  networkParameters,
} from "../../../model/mod.ts";
import type { Kind } from "../../../model/checkpoint/names.ts";
import { openCheckpoint } from "../../../model/checkpoint/checkpoint_file.ts";
import type { TypedArray } from "../../../model/checkpoint/safetensors.ts";
import { type StateTensor, writeTorch } from "../../../model/checkpoint/torch_write.ts";

/** A network of a few hundred values. */
export const SMALL: ModelConfig = {
  ...MODEL_PRESETS.tiny,
  hidden: 4,
  heads: 2,
  ffn: 6,
  layers: 2,
  vocabulary: 7,
  maxPositions: 5,
  trunk: { width: 1, blocks: [1, 2, 1, 1] },
};

/** The heads of every kind. */
export const HEADS: Readonly<Record<Kind, Heads>> = {
  pretraining: { words: true, match: true },
  classification: { classes: 3 },
  retrieval: { match: true },
  vqa: { answers: 5 },
  "report-generation": { words: true },
  "report-decoder": { words: true },
  bert: { words: true },
  resnet50: {},
  own: { words: true },
};

/** A network's parameters: values in the order 1, 2, 3, …, unless `value` says more. */
export function network(
  heads: Heads,
  config: ModelConfig = SMALL,
  value: (index: number) => number = (index) => index,
): HostTensors {
  let index = 0;
  const all = Object.entries(networkParameters(config, heads)).map(([name, { shape }]) => {
    const size = shape.reduce((product, d) => product * d, 1);
    const data = Float32Array.from({ length: size }, () => value(++index));
    return [name, { dtype: "float32", shape, data }] as const;
  });
  return Object.fromEntries(all);
}

/** A checkpoint in memory, in the order of its names. */
export type State = Map<string, Pick<StateTensor, "dtype" | "shape"> & { values: TypedArray }>;

/** Reads a checkpoint whole. */
export function readState(path: string): State {
  using file = openCheckpoint(path);
  return new Map([...file.tensors].map(([name, { dtype, shape }]) => {
    return [name, { dtype, shape, values: file.read(name) }];
  }));
}

/** Writes a checkpoint, every tensor in a storage of its own. */
export function writeState(path: string, state: State): void {
  const tensors = [...state].map(([name, { dtype, shape, values }]): StateTensor => {
    return { name, dtype, shape, storage: name, values: () => values };
  });
  writeTorch(path, tensors);
}

/**
 * What files that are not checkpoints have in common.
 *
 * @module
 */
import {
  called,
  count,
  dict,
  named,
  persistent,
  pickle,
  type Pickled,
  text,
  tuple,
} from "../../../model/checkpoint/pickle_write.ts";
import {
  bytesOf,
  emptyOrderedDict,
  type ForgedEntry,
  statePickle,
  tensor,
  torchEntries,
  zipBytes,
} from "./forge.ts";

/** A file, and the reason in the error `Cannot read checkpoint: <reason> in <path>`. */
export type Hostile = readonly [title: string, bytes: () => Uint8Array, reason: string | RegExp];

/** The bytes of storage 0: four floats. */
export const VALUES = bytesOf(Float32Array.of(1, 2, 3, 4));
/** A sound tensor. */
export const SOUND = tensor({ shape: [4] });
/** The entries of a sound file. */
export const SOUND_ENTRIES = torchEntries(statePickle({ w: SOUND }), { 0: VALUES });

/** A zip file with this pickle and storage 0. */
export function zipOf(data: Uint8Array): Uint8Array {
  return zipBytes(torchEntries(data, { 0: VALUES }));
}

/** A zip file whose state dict has one value. */
export function stateOf(value: Pickled): Uint8Array {
  return zipOf(pickle(dict([[text("w"), value]], emptyOrderedDict())));
}

/** A sound zip file but for one entry (0 is the pickle, 1 storage 0). */
export function lying(index: number, lie: Partial<ForgedEntry>): Uint8Array {
  return zipBytes(SOUND_ENTRIES.map((entry, i) => i === index ? { ...entry, ...lie } : entry));
}

/** `module.name(...args)`. */
export function call(module: string, name: string, ...args: readonly Pickled[]): Pickled {
  return called(named(module, name), tuple(...args));
}

/** `_rebuild_tensor_v2(storage 0, ...args)`. */
export function rebuilt(...args: readonly Pickled[]): Pickled {
  const type = named("torch", "FloatStorage");
  const storage = persistent(tuple(text("storage"), type, text("0"), text("cpu"), count(4)));
  return call("torch._utils", "_rebuild_tensor_v2", storage, ...args);
}

/** The reason where a pickle names what no state dict needs. */
export function asksFor(name: string): string {
  return `its pickle asks for ${name}, which no state dict needs (nothing of it was run; ` +
    "save the state dict alone)";
}

/** Bytes many times over. */
export function times(count: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(count * bytes.length);
  for (let i = 0; i < count; i++) all.set(bytes, i * bytes.length);
  return all;
}

/**
 * The format of PyTorch before 1.6: five pickles, then the storages one after another.
 *
 * The pickles are a magic number, a protocol version, facts about the writing system, the object,
 * and the keys of the storages in the order in which they follow, each with its length in front.
 *
 * @module
 */
import { viewOf } from "./bytes.ts";
import { MAX_PICKLE, type PickleContext, unpickle } from "./pickle.ts";
import type { PickleValue } from "./pickle_values.ts";
import type { RandomAccess } from "./random_access.ts";
import { dtypeSize } from "./safetensors_dtypes.ts";
import type { TorchContainer } from "./torch.ts";
import { torchClass } from "./torch_classes.ts";
import { clipped, refuse } from "./torch_error.ts";
import { Storages } from "./torch_refs.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn, VERSION = 1001;
/** Bytes of the length in front of a storage. */
const LENGTH = 8;

/** Reads the pickles and finds the storages, which are read when they are asked for. */
export function openLegacy(file: RandomAccess): TorchContainer {
  const head = file.read(0, Math.min(file.size, MAX_PICKLE));
  if (head[0] !== 0x80) refuse("it is neither a PyTorch checkpoint nor safetensors");
  const { persistent, byKey } = new Storages();
  let at = 0;
  const next = (context: PickleContext = { find: torchClass, persistent: noStorage }) => {
    const { value, end } = unpickle(head, context, at);
    at = end;
    return value;
  };
  if (next() !== MAGIC) refuse("it is a pickle, but not one of PyTorch");
  const version = next();
  if (version !== VERSION) refuse(`it has format version ${version}, known is ${VERSION}`);
  const system = next();
  if (!(system instanceof Map) || system.get("little_endian") !== true) {
    refuse("its values are big-endian");
  }
  const value = next({ find: torchClass, persistent });
  const keys = next();
  const places = findStorages(file, at, Array.isArray(keys) ? keys : [], byKey);
  for (const key of byKey.keys()) {
    if (!places.has(key)) refuse(`storage ${clipped(key)} is not in it`);
  }
  return {
    value,
    storage: ({ key, dtype, count }) => file.read(places.get(key)!, count * dtypeSize(dtype)),
  };
}

/** Where the values of each storage begin. */
function findStorages(
  file: RandomAccess,
  start: number,
  keys: readonly PickleValue[],
  byKey: Storages["byKey"],
): Map<string, number> {
  const places = new Map<string, number>();
  let at = start;
  for (const key of keys) {
    const storage = typeof key === "string" ? byKey.get(key) : undefined;
    if (storage === undefined || places.has(storage.key)) {
      refuse(`it lists storage ${clipped(String(key))}, which no tensor uses`);
    }
    const count = viewOf(file.read(at, LENGTH)).getBigInt64(0, true);
    if (count !== BigInt(storage.count)) {
      refuse(`storage ${clipped(storage.key)} of ${storage.count} values holds ${count}`);
    }
    places.set(storage.key, at + LENGTH);
    at += LENGTH + storage.count * dtypeSize(storage.dtype);
    if (at > file.size) refuse(`it ends at byte ${file.size}, inside storage ${storage.key}`);
  }
  return places;
}

function noStorage(): never {
  refuse("one of its first pickles refers to a storage");
}

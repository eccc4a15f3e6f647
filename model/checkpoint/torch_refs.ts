/**
 * Tensors and storages as a pickle describes them: no values yet.
 *
 * A storage is a run of values in the file; a tensor is a strided view of one. Tied parameters are
 * two views of one storage.
 *
 * @module
 */
import { Callable, described, Made, type PickleValue, Tuple } from "./pickle_values.ts";
import type { Dtype } from "./safetensors.ts";
import { clipped, refuse } from "./torch_error.ts";

/** The dtype of every storage class. */
export const DTYPE_OF_STORAGE: ReadonlyMap<string, Dtype> = new Map([
  ["torch.DoubleStorage", "F64"],
  ["torch.FloatStorage", "F32"],
  ["torch.HalfStorage", "F16"],
  ["torch.BFloat16Storage", "BF16"],
  ["torch.LongStorage", "I64"],
  ["torch.IntStorage", "I32"],
  ["torch.ShortStorage", "I16"],
  ["torch.CharStorage", "I8"],
  ["torch.ByteStorage", "U8"],
  ["torch.BoolStorage", "BOOL"],
]);

/** Most axes of a tensor, as in PyTorch. */
const MAX_RANK = 64;

/** A run of values in the file. */
export class StorageRef extends Made {
  readonly title = "a storage";

  constructor(readonly key: string, readonly dtype: Dtype, readonly count: number) {
    super();
  }
}

/** A strided view of a storage; offset and strides count values. */
export class TensorRef extends Made {
  readonly title = "a tensor";

  constructor(
    readonly storage: StorageRef,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    super();
  }
}

/** Collects the storages that a pickle refers to. */
export class Storages {
  readonly byKey = new Map<string, StorageRef>();

  /** The storage of `("storage", class, key, location, count[, no view])`. */
  readonly persistent = (id: PickleValue): PickleValue => {
    const [kind, type, key, , count, view] = id instanceof Tuple ? id.items : [];
    const dtype = type instanceof Callable ? DTYPE_OF_STORAGE.get(type.name) : undefined;
    if (kind !== "storage" || dtype === undefined || typeof key !== "string") {
      refuse(`its pickle refers to ${clipped(String(kind))}, not to a tensor's storage`);
    }
    if (!isCount(count)) refuse(`storage ${clipped(key)} has ${described(count ?? null)} values`);
    // Views of storages were written before PyTorch 0.4 only.
    if (view !== undefined && view !== null) refuse(`storage ${clipped(key)} is a view of another`);
    const known = this.byKey.get(key);
    if (known === undefined) {
      const storage = new StorageRef(key, dtype, count);
      this.byKey.set(key, storage);
      return storage;
    }
    if (known.dtype !== dtype || known.count !== count) {
      refuse(`storage ${clipped(key)} is described in two ways`);
    }
    return known;
  };
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, …)`, checked to lie inside its storage. */
export function tensorRef(args: readonly PickleValue[]): TensorRef {
  const [storage, offset] = args;
  if (!(storage instanceof StorageRef)) {
    refuse(`it has a tensor in ${described(storage ?? null)}, not in a storage`);
  }
  const shape = counts(args[2]), strides = counts(args[3]);
  if (!isCount(offset) || shape?.length === undefined || strides?.length !== shape.length) {
    refuse(`it has a tensor of shape [${shape}] with strides [${strides}] at ${offset}`);
  }
  const last = shape.includes(0)
    ? -1
    : shape.reduce((sum, d, axis) => sum + (d - 1) * strides[axis]!, offset);
  if (last >= storage.count) {
    refuse(
      `it has a tensor of shape [${shape}] with strides [${strides}] at ${offset} ` +
        `in a storage of ${storage.count} values`,
    );
  }
  return new TensorRef(storage, offset, shape, strides);
}

function counts(value: PickleValue | undefined): readonly number[] | undefined {
  const items = value instanceof Tuple ? value.items : value;
  const few = Array.isArray(items) && items.length <= MAX_RANK;
  return few && items.every(isCount) ? items as number[] : undefined;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

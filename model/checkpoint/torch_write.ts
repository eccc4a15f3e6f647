/**
 * Writing a state dict as `torch.save` does, in the zip format of PyTorch 1.6 and later.
 *
 * @module
 */
import {
  boolean,
  called,
  count,
  dict,
  named,
  persistent,
  pickle,
  type Pickled,
  text,
  tuple,
} from "./pickle_write.ts";
import { bytesOf, type Dtype, type TypedArray } from "./safetensors_dtypes.ts";
import type { TensorSpec } from "./safetensors.ts";
import { DTYPE_OF_STORAGE } from "./torch_refs.ts";
import { sizeOf } from "./torch_view.ts";
import { createZip } from "./zip_write.ts";

/** A tensor of a state dict. */
export interface StateTensor extends TensorSpec {
  /** Equal for tied tensors, which are stored once: the same dtype, shape and values. */
  readonly storage: string;
  /** Its values, asked for when they are written. */
  readonly values: () => TypedArray;
}

/** Folder of the entries, of any name. */
const ROOT = "archive";
const FORMAT_VERSION = "3\n";

/**
 * Writes a state dict, in the order given; one tensor is in memory at a time.
 *
 * @param inside The name of the state dict in a training checkpoint; without one it is the whole.
 * @throws {RangeError} if the file would be larger than 4 GB.
 */
export function writeTorch(path: string, tensors: readonly StateTensor[], inside?: string): void {
  const storages = new Map<string, StateTensor>();
  for (const tensor of tensors) {
    if (!storages.has(tensor.storage)) storages.set(tensor.storage, tensor);
  }
  const keys = new Map([...storages.keys()].map((storage, index) => [storage, `${index}`]));
  const state = dict(
    tensors.map((tensor) => [text(tensor.name), tensorPickle(tensor, keys.get(tensor.storage)!)]),
    orderedDict(),
  );
  const value = inside === undefined ? state : dict([[text(inside), state]]);
  using zip = createZip(path);
  zip.add(`${ROOT}/data.pkl`, pickle(value));
  for (const [storage, { dtype, values }] of storages) {
    zip.add(`${ROOT}/data/${keys.get(storage)}`, bytesOf(dtype, values()));
  }
  zip.add(`${ROOT}/version`, new TextEncoder().encode(FORMAT_VERSION));
  zip.close();
}

/** `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)`. */
function tensorPickle({ dtype, shape }: StateTensor, key: string): Pickled {
  const storage = tuple(
    text("storage"),
    named("torch", storageClass(dtype)),
    text(key),
    text("cpu"),
    count(sizeOf(shape)),
  );
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  return called(
    named("torch._utils", "_rebuild_tensor_v2"),
    tuple(
      persistent(storage),
      count(0),
      tuple(...shape.map(count)),
      tuple(...strides.map(count)),
      boolean(false),
      orderedDict(),
    ),
  );
}

function orderedDict(): Pickled {
  return called(named("collections", "OrderedDict"), tuple());
}

function storageClass(dtype: Dtype): string {
  const [name] = [...DTYPE_OF_STORAGE].find(([, stored]) => stored === dtype)!;
  return name.slice("torch.".length);
}

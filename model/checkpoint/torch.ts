/**
 * PyTorch checkpoints: what `torch.save` writes, in the zip format (since PyTorch 1.6) and in the
 * legacy format before it.
 *
 * The pickle inside is read as data, see `torch_classes.ts` for all it may name. Tensors are read
 * one at a time, when they are asked for.
 *
 * Source: PyTorch's `torch/serialization.py` and `torch/_utils.py`.
 *
 * @module
 */
import type { PickleValue } from "./pickle_values.ts";
import { openFile } from "./random_access.ts";
import { type Dtype, dtypeSize, type TypedArray } from "./safetensors_dtypes.ts";
import { clipped, listed, naming, refuse } from "./torch_error.ts";
import { openLegacy } from "./torch_legacy.ts";
import type { StorageRef, TensorRef } from "./torch_refs.ts";
import { stateDict } from "./torch_state.ts";
import { sizeOf, viewValues } from "./torch_view.ts";
import { openZip } from "./torch_zip.ts";

/** What the formats have in common: a pickle, and the bytes of the storages it refers to. */
export interface TorchContainer {
  readonly value: PickleValue;
  storage(ref: StorageRef): Uint8Array<ArrayBuffer>;
}

/** A tensor of a checkpoint. */
export interface TorchTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Equal for two tensors that are the same values in the file. */
  readonly place: string;
}

/** An opened checkpoint. */
export interface TorchFile {
  readonly format: "torch-zip" | "torch-legacy";
  /** The state dict, in its order. */
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Plain values that lie beside a training checkpoint's state dict, such as `epoch`. */
  readonly training: Readonly<Record<string, number | string | boolean | null>>;
  /**
   * All values of a tensor, row-major.
   *
   * @throws {RangeError} if there is no tensor of that name.
   * @throws {SyntaxError} if its bytes are damaged.
   */
  read(name: string): TypedArray;
  close(): void;
  [Symbol.dispose](): void;
}

/** What views may add to the bytes of a file; tied tables double it at most. */
const MAX_FREE = 64_000_000, MAX_RATIO = 20;

/**
 * Opens a checkpoint; no tensor is read yet.
 *
 * @throws {SyntaxError} if it is damaged or holds anything but a state dict.
 */
export function openTorch(path: string): TorchFile {
  const file = openFile(path);
  try {
    return naming(path, () => {
      const zip = file.size >= 4 && file.read(0, 2).join() === "80,75";
      const container = zip ? openZip(file) : openLegacy(file);
      const { refs, training } = stateDict(container.value);
      checkTotal(refs, file.size);
      return reader(path, zip ? "torch-zip" : "torch-legacy", container, refs, training);
    });
  } catch (error) {
    file.close();
    throw error;
  }

  function reader(
    path: string,
    format: TorchFile["format"],
    container: TorchContainer,
    refs: ReadonlyMap<string, TensorRef>,
    training: TorchFile["training"],
  ): TorchFile {
    let shared: { ref: StorageRef; bytes: Uint8Array<ArrayBuffer> } | undefined;
    const close = () => file.close();
    return {
      format,
      tensors: new Map([...refs].map(([name, ref]) => [name, tensorOf(ref)])),
      training,
      read: (name) => {
        const ref = refs.get(name);
        if (ref === undefined) {
          const names = listed([...refs.keys()]);
          throw new RangeError(`Cannot find tensor "${name}": ${path} has ${refs.size} (${names})`);
        }
        const { storage } = ref;
        return naming(path, () => {
          if (sizeOf(ref.shape) === storage.count) {
            return viewValues(ref, container.storage(storage));
          }
          // Neighbours in the file are often parts of one storage.
          if (shared?.ref !== storage) shared = { ref: storage, bytes: container.storage(storage) };
          return viewValues(ref, shared.bytes);
        });
      },
      close,
      [Symbol.dispose]: close,
    };
  }
}

function tensorOf({ storage, offset, shape, strides }: TensorRef): TorchTensor {
  return { dtype: storage.dtype, shape, place: `${storage.key}+${offset}[${shape}][${strides}]` };
}

function checkTotal(refs: ReadonlyMap<string, TensorRef>, fileSize: number): void {
  let total = 0;
  for (const [name, { storage, shape }] of refs) {
    total += sizeOf(shape) * dtypeSize(storage.dtype);
    if (total > MAX_FREE + MAX_RATIO * fileSize) {
      refuse(
        `its tensors up to "${clipped(name)}" have ${total} bytes, too many for a file ` +
          `of ${fileSize}`,
      );
    }
  }
}

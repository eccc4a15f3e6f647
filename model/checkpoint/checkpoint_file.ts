/**
 * Checkpoint files of either format: PyTorch or safetensors.
 *
 * @module
 */
import { utf8 } from "./bytes.ts";
import { openFile } from "./random_access.ts";
import { openSafetensors } from "./safetensors.ts";
import { openTorch, type TorchFile } from "./torch.ts";

/** An opened checkpoint. */
export interface CheckpointFile extends Omit<TorchFile, "format"> {
  readonly format: TorchFile["format"] | "safetensors";
}

/**
 * Opens a checkpoint, by what is in it and not by its name; no tensor is read yet.
 *
 * @throws {SyntaxError} if it is damaged or of another format.
 */
export function openCheckpoint(path: string): CheckpointFile {
  if (!isSafetensors(path)) return openTorch(path);
  const file = openSafetensors(path);
  const tensors = [...file.entries].map(([name, { dtype, shape, offset }]) => {
    return [name, { dtype, shape, place: `${offset}[${shape}]` }] as const;
  });
  return { ...file, format: "safetensors", tensors: new Map(tensors), training: {} };
}

/** Safetensors begin with the length of the JSON that follows. */
function isSafetensors(path: string): boolean {
  const file = openFile(path);
  try {
    return file.size >= 9 && utf8(file.read(8, 1)) === "{";
  } finally {
    file.close();
  }
}

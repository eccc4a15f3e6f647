/**
 * Importing: a checkpoint of any known kind becomes a file with our names.
 *
 * @module
 */
import { type CheckpointFile, openCheckpoint } from "./checkpoint_file.ts";
import { type Kind, type Match, matchNames, misfit, OUTPUT_TABLE } from "./names.ts";
import { replaceFile } from "./replace_file.ts";
import { createSafetensors, type TensorSpec } from "./safetensors.ts";
import { listed, naming } from "./torch_error.ts";
import { sizeOf } from "./torch_view.ts";
import { float32Values, isCounting, isFloat, sameValues } from "./values.ts";

/** Told after every tensor. */
export type Progress = (done: number, total: number) => void;

export interface ImportOptions {
  /**
   * Leave out names that the checkpoint's kind does not have, instead of refusing the file.
   * @default false
   */
  readonly ignoreUnknown?: boolean;
  readonly onProgress?: Progress;
}

/** What was imported. */
export interface Imported {
  readonly kind: Kind;
  readonly format: CheckpointFile["format"];
  /** Tensors written. */
  readonly tensors: number;
  /** Their values. */
  readonly values: number;
  /** Names of weights that are not used here, and of unknown ones if they are ignored. */
  readonly left: readonly string[];
  /** Plain values beside a training checkpoint's state dict. */
  readonly training: CheckpointFile["training"];
}

/** A tensor to be written: our name, and the one in the file. */
interface Copy extends TensorSpec {
  readonly from: string;
}

/**
 * Writes a checkpoint's parameters as float32 safetensors under our names, one at a time.
 *
 * Second names of tied tables are checked to hold equal values and left out.
 *
 * @param out The file to write; it appears complete or not at all.
 * @throws {SyntaxError} if the checkpoint is damaged or holds anything but tensors.
 * @throws {RangeError} if its names, shapes or tied values are not those of a known kind.
 */
export function importCheckpoint(
  path: string,
  out: string,
  { ignoreUnknown = false, onProgress }: ImportOptions = {},
): Imported {
  using file = openCheckpoint(path);
  const shapes = new Map([...file.tensors].map(([name, { shape }]) => [name, shape]));
  const match = naming(path, () => matchNames(shapes));
  if (match === undefined) {
    const names = listed([...shapes.keys()]);
    throw new RangeError(`Cannot import ${path}: its names are of no known model (${names})`);
  }
  const reason = misfit(ignoreUnknown ? { ...match, unknown: [] } : match);
  if (reason !== undefined) throw new RangeError(`Cannot import ${path}: ${reason}`);
  const copies = plan(path, file, match);
  const left = match.found.filter(({ entry: { role } }) => role === "unused");
  replaceFile(out, (partial) => copyAll(file, copies, partial, match.kind, onProgress));
  return {
    kind: match.kind,
    format: file.format,
    tensors: copies.length,
    values: copies.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    left: [...left.map(({ name }) => name), ...match.unknown],
    training: file.training,
  };
}

/** What is to be copied, in the order of the file. */
function plan(path: string, file: CheckpointFile, { found }: Match): Copy[] {
  const parameters = found.filter(({ entry }) => entry.role === "parameter");
  const names = new Map(parameters.map(({ entry, name }) => [entry.ours, name]));
  const copies = parameters.map(({ entry, name }) => copyOf(entry.ours, name));
  for (const { entry, name } of found) {
    const tied = names.get(entry.ours);
    if (entry.role === "positions" && !isCounting(file.read(name))) {
      throw new RangeError(`Cannot import ${path}: ${name} is not 0, 1, 2, …`);
    }
    if (entry.role === "twin" && !agree(file, name, tied!)) {
      throw new RangeError(`Cannot import ${path}: ${name} and ${tied} are tied, but differ`);
    }
    if (entry.role === "table" && !agree(file, name, tied!)) {
      copies.push(copyOf(OUTPUT_TABLE, name));
    }
  }
  const place = ({ from }: Copy) => file.tensors.get(from)!.place;
  return copies.sort((a, b) => place(a) < place(b) ? -1 : 1);

  function copyOf(ours: string, from: string): Copy {
    const { dtype, shape } = file.tensors.get(from)!;
    if (isFloat(dtype)) return { name: ours, dtype: "F32", shape, from };
    throw new RangeError(`Cannot import ${path}: ${from} holds ${dtype}, expected floats`);
  }
}

/** Whether two names hold equal values; names of the same place need no look. */
function agree(file: CheckpointFile, a: string, b: string): boolean {
  if (file.tensors.get(a)!.place === file.tensors.get(b)!.place) return true;
  return sameValues(file.read(a), file.read(b));
}

function copyAll(
  file: CheckpointFile,
  copies: readonly Copy[],
  out: string,
  kind: Kind,
  onProgress?: Progress,
): void {
  using writer = createSafetensors(out, copies, { kind });
  copies.forEach(({ name, from }, index) => {
    writer.write(name, float32Values(file.read(from)));
    onProgress?.(index + 1, copies.length);
  });
  writer.close();
}

/**
 * Exporting: a network of ours becomes a checkpoint that another program loads.
 *
 * @module
 */
import { isTrunk } from "../parameters.ts";
import { openWeights, type Weights } from "./export_weights.ts";
import type { Progress } from "./import.ts";
import {
  type ExportKind,
  headsOf,
  type Kind,
  KINDS,
  MODULE,
  OUTPUT_TABLE,
  sizesOf,
  type StateEntry,
  stateLayout,
} from "./names.ts";
import { replaceFile } from "./replace_file.ts";
import { createSafetensors, type TypedArray } from "./safetensors.ts";
import { listed } from "./torch_error.ts";
import { sizeOf } from "./torch_view.ts";
import { type StateTensor, writeTorch } from "./torch_write.ts";

export interface ExportOptions {
  /** Whose names and order it gets. */
  readonly as: ExportKind;
  /**
   * Write it as the original's classification code saves and loads it: every name starts with
   * `module.`, and a PyTorch file holds `{state_dict: …}`.
   * @default false
   */
  readonly parallel?: boolean;
  /** Safetensors with the image trunk, for a network that was trained on tokens computed before. */
  readonly trunk?: string;
  readonly onProgress?: Progress;
}

/** What was exported. */
export interface Exported {
  readonly kind: Kind;
  readonly format: "torch-zip" | "safetensors";
  /** Entries of its state dict. */
  readonly tensors: number;
  /** Parameters of ours that the kind does not have. */
  readonly left: readonly string[];
  /** Weights that the kind has and we do not, which are zeros. */
  readonly zeros: readonly string[];
}

/**
 * Writes a network's parameters under the names, and in the order, of another program.
 *
 * @param model Safetensors with our names.
 * @param out `.bin`, `.pt` and `.pth` are written as PyTorch's zip format, in which tied names share
 *   their values; `.safetensors` repeats them. The file appears complete or not at all.
 * @throws {RangeError} if parameters are missing, misshapen or untied, or if `out` is no such name.
 */
export function exportCheckpoint(
  model: string,
  out: string,
  { as: kind, parallel = false, trunk, onProgress = () => {} }: ExportOptions,
): Exported {
  const format = formatOf(out);
  using file = openWeights(model, trunk);
  const shapes = new Map([...file.entries].map(([name, { shape }]) => [name, shape]));
  const layout = stateLayout(kind, sizesOf(shapes), headsOf(kind, shapes));
  check(model, kind, layout, file);
  let done = 0;
  const read = (entry: StateEntry) => {
    onProgress(++done, layout.length);
    return valuesOf(entry, file);
  };
  const tensors = layout.map((entry): StateTensor => {
    const { name, dtype, shape } = entry;
    const values = () => read(entry);
    return {
      name: parallel ? MODULE + name : name,
      dtype,
      shape,
      storage: source(entry, shapes),
      values,
    };
  });
  replaceFile(out, (partial) => {
    if (format === "torch-zip") writeTorch(partial, tensors, parallel ? "state_dict" : undefined);
    else writeAll(partial, tensors);
  });
  const taken = new Set(layout.map((entry) => source(entry, shapes)));
  return {
    kind,
    format,
    tensors: tensors.length,
    left: [...shapes.keys()].filter((name) => !taken.has(name)),
    zeros: layout.filter(({ role }) => role === "unused").map(({ name }) => name),
  };
}

function formatOf(out: string): Exported["format"] {
  if (/\.(bin|pt|pth)$/.test(out)) return "torch-zip";
  if (out.endsWith(".safetensors")) return "safetensors";
  throw new RangeError(
    `Cannot export to ${out}: expected a name in .bin, .pt, .pth or .safetensors`,
  );
}

/** The name of an entry's values, equal for tied ones. */
function source({ role, ours }: StateEntry, names: ReadonlyMap<string, unknown>): string {
  return role === "table" && names.has(OUTPUT_TABLE) ? OUTPUT_TABLE : ours;
}

function check(
  model: string,
  kind: Kind,
  layout: readonly StateEntry[],
  { entries }: Weights,
): void {
  const title = KINDS[kind].title;
  const ours = layout.filter(({ role }) => ["parameter", "twin", "table"].includes(role))
    .map((entry) => ({ name: source(entry, entries), shape: entry.shape }));
  const missing = new Set(ours.filter(({ name }) => !entries.has(name)).map(({ name }) => name));
  if (missing.size > 0) {
    const hint = [...missing].every(isTrunk) ? " (--trunk names the file that has them)" : "";
    throw new RangeError(
      `Cannot export ${model} as ${title}: ${missing.size} names are missing${hint}: ` +
        listed([...missing]),
    );
  }
  for (const { name, shape } of ours) {
    const entry = entries.get(name)!;
    if (entry.dtype !== "F32" || `${entry.shape}` !== `${shape}`) {
      throw new RangeError(
        `Cannot export ${model} as ${title}: ${name} is ${entry.dtype} [${entry.shape}], ` +
          `expected F32 [${shape}]`,
      );
    }
  }
  const tied = layout.some(({ name, role }) => role === "twin" && name.endsWith("decoder.weight"));
  if (tied && entries.has(OUTPUT_TABLE)) {
    throw new RangeError(
      `Cannot export ${model} as ${title}: it has an output matrix of its own, which only a ` +
        "report-decoder has; a checkpoint of another program is to be imported first",
    );
  }
}

function valuesOf(entry: StateEntry, file: Weights): TypedArray {
  const size = sizeOf(entry.shape);
  switch (entry.role) {
    case "positions":
      return BigInt64Array.from({ length: size }, (_, index) => BigInt(index));
    case "counter":
      return new BigInt64Array(size);
    case "unused":
      return new Float32Array(size);
    default:
      return file.read(source(entry, file.entries));
  }
}

function writeAll(path: string, tensors: readonly StateTensor[]): void {
  using writer = createSafetensors(path, tensors, { format: "pt" });
  for (const { name, values } of tensors) writer.write(name, values());
  writer.close();
}

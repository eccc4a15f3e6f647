/**
 * The weights that an export is made of: a network's file, and its trunk's where that has one.
 *
 * @module
 */
import { isTrunk } from "../parameters.ts";
import { OUTPUT_MEAN, OUTPUT_WHITENING } from "../image_encoder.ts";
import { foldStatistics } from "../output_statistics.ts";
import { openSafetensors, type SafetensorsFile, type TypedArray } from "./safetensors.ts";

const LAYER = "enc.img_embeddings.img_embeddings";

/** Weights by our names. */
export interface Weights extends Disposable {
  readonly entries: ReadonlyMap<
    string,
    { readonly dtype: string; readonly shape: readonly number[] }
  >;
  read(name: string): TypedArray;
}

/**
 * Opens a network for an export.
 *
 * Statistics of the trunk's output, which no other program has, become a part of the layer that
 * reads the tokens.
 *
 * @param trunk The file of the trunk, if the network's has none.
 * @throws {RangeError} if both or neither of the files that are named have a trunk.
 */
export function openWeights(model: string, trunk?: string): Weights {
  const files: SafetensorsFile[] = [];
  const dispose = () => files.forEach((file) => file.close());
  try {
    const file = openSafetensors(model);
    files.push(file);
    const sources = new Map([...file.entries.keys()].map((name) => [name, file]));
    if (trunk !== undefined) {
      if ([...sources.keys()].some(isTrunk)) {
        throw new RangeError(`Cannot use ${trunk}: ${model} has a trunk of its own, leave it out`);
      }
      const other = openSafetensors(trunk);
      files.push(other);
      const names = [...other.entries.keys()].filter(isTrunk);
      if (names.length === 0) throw new RangeError(`Cannot use ${trunk}: there is no trunk in it`);
      for (const name of names) sources.set(name, other);
    }
    const read = (name: string) => sources.get(name)!.read(name);
    const folded = fold(sources, (name) => read(name) as Float32Array);
    const entries = [...sources].map(([name, { entries }]) => [name, entries.get(name)!] as const);
    return {
      entries: new Map(entries),
      read: (name) => folded.get(name) ?? read(name),
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** The image layer with the statistics in it, which are then no longer among the names. */
function fold(
  names: Map<string, unknown>,
  read: (name: string) => Float32Array,
): ReadonlyMap<string, Float32Array> {
  const needed = [`${LAYER}.weight`, `${LAYER}.bias`, OUTPUT_MEAN, OUTPUT_WHITENING] as const;
  if (!needed.every((name) => names.has(name))) return new Map();
  const [weight, bias, mean, whitening] = needed.map(read) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  names.delete(OUTPUT_MEAN);
  names.delete(OUTPUT_WHITENING);
  const folded = foldStatistics({ weight, bias }, mean, whitening);
  return new Map([[`${LAYER}.weight`, folded.weight], [`${LAYER}.bias`, folded.bias]]);
}

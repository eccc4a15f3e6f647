/**
 * What the plan must know about the content of datasets.
 *
 * @module
 */
import {
  type DatasetIdentity,
  type DatasetOutline,
  identifyDataset,
  outlineDataset,
} from "../datasets/mod.ts";
import type { Cell } from "./cells.ts";
import type { Spec } from "./spec.ts";

/** What is known of one dataset. */
export interface KnownDataset {
  /** What stands in keys. */
  readonly identity: DatasetIdentity;
  readonly outline: DatasetOutline;
}

/** By a dataset's name: what is known of it, or why it cannot be read. */
export type KnownDatasets = ReadonlyMap<string, KnownDataset | Error>;

/** Identifies the datasets that the cells use; reads their files. */
export async function identifyDatasets(spec: Spec, cells: readonly Cell[]): Promise<KnownDatasets> {
  const names = new Set(cells.flatMap((cell) => datasetsOf(spec, cell)));
  const known = new Map<string, KnownDataset | Error>();
  for (const name of names) {
    const config = spec.datasets[name]!;
    try {
      const [identity, outline] = [await identifyDataset(config), await outlineDataset(config)];
      known.set(name, { identity, outline });
    } catch (error) {
      known.set(name, error instanceof Error ? error : new Error(String(error)));
    }
  }
  return known;
}

/** Names of the datasets whose content a cell's stages read. */
export function datasetsOf({ vocabulary }: Pick<Spec, "vocabulary">, { transfer }: Cell): string[] {
  return [...Object.values(transfer), ...vocabulary?.from ?? []];
}

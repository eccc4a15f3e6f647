/**
 * What the plan must know about the content of datasets.
 *
 * @module
 */
import { type DatasetIdentity, identifyDataset } from "../datasets/mod.ts";
import type { Cell } from "./cells.ts";
import type { Spec } from "./spec.ts";

/** By a dataset's name: what tells its content, or why it cannot be read. */
export type DatasetIdentities = ReadonlyMap<string, DatasetIdentity | Error>;

/** Identifies the datasets that the cells use; reads their files. */
export async function identifyDatasets(
  spec: Spec,
  cells: readonly Cell[],
): Promise<DatasetIdentities> {
  const identities = new Map<string, DatasetIdentity | Error>();
  for (const name of new Set(cells.flatMap(({ transfer }) => Object.values(transfer)))) {
    const identity = await identifyDataset(spec.datasets[name]!)
      .catch((error) => error instanceof Error ? error : new Error(String(error)));
    identities.set(name, identity);
  }
  return identities;
}

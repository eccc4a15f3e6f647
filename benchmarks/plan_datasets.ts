/**
 * What the plan must know about the content of datasets.
 *
 * @module
 */
import { type DatasetSurvey, surveyDataset } from "../datasets/mod.ts";
import type { Cell } from "./cells.ts";
import type { Spec } from "./spec.ts";

/** What is known of one dataset. */
export type KnownDataset = DatasetSurvey;

/** Why nothing is known of a dataset whose folder is not there. */
export class AbsentDataset extends Error {}

/** By a dataset's name: what is known of it, or why it cannot be read. */
export type KnownDatasets = ReadonlyMap<string, KnownDataset | Error>;

/** Identifies the datasets that the cells use; reads their files. */
export async function identifyDatasets(spec: Spec, cells: readonly Cell[]): Promise<KnownDatasets> {
  const names = new Set(cells.flatMap((cell) => datasetsOf(spec, cell)));
  const known = new Map<string, KnownDataset | Error>();
  for (const name of names) {
    const config = spec.datasets[name]!;
    try {
      known.set(name, await surveyDataset(config));
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      const isThere = !("root" in config) || await isFolder(config.root);
      known.set(name, isThere ? reason : new AbsentDataset(reason.message));
    }
  }
  return known;
}

function isFolder(path: string): Promise<boolean> {
  return Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}

/** Names of the datasets whose content a cell's stages read. */
export function datasetsOf({ vocabulary }: Pick<Spec, "vocabulary">, { transfer }: Cell): string[] {
  return [...Object.values(transfer), ...vocabulary?.from ?? []];
}

/**
 * A dataset named on the command line.
 *
 * @module
 */
import { resolve } from "node:path";
import { DATASET_KINDS, type DatasetConfig, datasetConfigSchema } from "../datasets/mod.ts";
import { parseData } from "./override.ts";
import { loadSpec, SpecError } from "./spec.ts";
import { suggest } from "./spec_words.ts";

/** Where a dataset is described, and where it lies. */
export interface NamedDatasetOptions {
  /** A spec's file; `name` is then one of its datasets, else a kind with all defaults. */
  readonly spec?: string;
  /** Its folder, relative to the working directory. */
  readonly data?: string;
}

/**
 * The config of a dataset of a spec, or of a kind.
 *
 * @throws {SpecError} if there is no such name, or the kind needs more than a folder.
 */
export async function namedDataset(
  name: string,
  { spec, data }: NamedDatasetOptions,
): Promise<DatasetConfig> {
  const refuse = (problem: string) => SpecError.at(name, `Cannot use the dataset: ${problem}`);
  if (spec !== undefined) {
    const overrides = data === undefined ? [] : [parseData(`${name}=${data}`)];
    const { datasets } = await loadSpec(spec, { overrides });
    const found = Object.hasOwn(datasets, name) ? datasets[name] : undefined;
    if (found) return found;
    throw refuse(`${spec} has none of this name, ${suggest(name, Object.keys(datasets))}`);
  }
  if (!Object.hasOwn(DATASET_KINDS, name)) {
    throw refuse(`no such kind, ${suggest(name, Object.keys(DATASET_KINDS))} or give --spec`);
  }
  const root = data === undefined ? {} : { root: resolve(data) };
  const { data: config, error } = datasetConfigSchema.safeParse({ kind: name, ...root });
  if (config) return config;
  const [issue] = error.issues;
  const field = issue!.path.join(".");
  if (field === "root") throw refuse("where it lies is missing, give --data");
  throw refuse(
    field === "" ? "it is made, not read, leave out --data" : `${field} is missing, give a --spec`,
  );
}

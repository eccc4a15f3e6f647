/**
 * Every kind of dataset a spec can name.
 *
 * To add one: a folder with a config schema and a {@link DatasetKind}, and a line in each of
 * {@link datasetConfigSchema} and {@link DATASET_KINDS}.
 *
 * @module
 */

import { z } from "zod";
import type { Dataset, DatasetKind } from "./dataset.ts";
import { phantomConfigSchema, phantomKind } from "./phantom/mod.ts";
import { tableConfigSchema, tableKind } from "./table/mod.ts";

/** A dataset's config in a spec, told apart by `kind`. */
export const datasetConfigSchema = z.discriminatedUnion("kind", [
  phantomConfigSchema,
  tableConfigSchema,
]);

/** A checked dataset config. */
export type DatasetConfig = z.infer<typeof datasetConfigSchema>;

/** The kinds by name. */
export const DATASET_KINDS = { phantom: phantomKind, table: tableKind } as const;

function kindOf<Config extends DatasetConfig>(config: Config): DatasetKind<Config> {
  return DATASET_KINDS[config.kind] as unknown as DatasetKind<Config>;
}

/** Opens a dataset; file problems are errors that name file and row. */
export function openDataset(config: DatasetConfig): Promise<Dataset> {
  return kindOf(config).open(config);
}

/** Digest of the files behind a dataset, `""` for a generated one. */
export function fingerprintDataset(config: DatasetConfig): Promise<string> {
  return kindOf(config).fingerprint(config);
}

/** Everything that can change a dataset's content and nothing that cannot (such as its folder). */
export interface DatasetIdentity {
  readonly kind: string;
  readonly kindVersion: number;
  /** The config without the paths whose content the fingerprint covers. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
}

/** What a stage key must hold about a dataset. */
export async function identifyDataset(config: DatasetConfig): Promise<DatasetIdentity> {
  const { kind, ...own } = config;
  const covered = new Set(kind === "table" ? ["root", "file", "images"] : []);
  return {
    kind,
    kindVersion: kindOf(config).version,
    config: Object.fromEntries(Object.entries(own).filter(([name]) => !covered.has(name))),
    fingerprint: await fingerprintDataset(config),
  };
}

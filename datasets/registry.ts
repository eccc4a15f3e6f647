/**
 * Every kind of dataset a spec can name.
 *
 * To add one: a folder with a config schema that has `split: splitFileSchema.optional()` and a
 * {@link DatasetKind}, and a line in each of {@link datasetConfigSchema} and {@link DATASET_KINDS}.
 *
 * @module
 */

import { z } from "zod";
import type { Dataset, DatasetIdentity, DatasetKind, Example, Split } from "./dataset.ts";
import { jsonlConfigSchema, jsonlKind } from "./jsonl/mod.ts";
import { mimicCxrConfigSchema, mimicCxrKind } from "./mimic_cxr/mod.ts";
import { openiConfigSchema, openiKind } from "./openi/mod.ts";
import { phantomConfigSchema, phantomKind } from "./phantom/mod.ts";
import { readSplit, withSplit } from "./exact_split.ts";
import { openPreparedDataset } from "./prepared_dataset.ts";
import { tableConfigSchema, tableKind } from "./table/mod.ts";
import { vqaRadConfigSchema, vqaRadKind } from "./vqa_rad/mod.ts";

/** A dataset's config in a spec, told apart by `kind`. */
export const datasetConfigSchema = z.discriminatedUnion("kind", [
  phantomConfigSchema,
  tableConfigSchema,
  mimicCxrConfigSchema,
  openiConfigSchema,
  vqaRadConfigSchema,
  jsonlConfigSchema,
]);

/** A checked dataset config. */
export type DatasetConfig = z.infer<typeof datasetConfigSchema>;

/** The kinds by name. */
export const DATASET_KINDS = {
  phantom: phantomKind,
  table: tableKind,
  "mimic-cxr": mimicCxrKind,
  openi: openiKind,
  "vqa-rad": vqaRadKind,
  jsonl: jsonlKind,
} as const;

function kindOf<Config extends DatasetConfig>(config: Config): DatasetKind<Config> {
  return DATASET_KINDS[config.kind] as unknown as DatasetKind<Config>;
}

/** Opens a dataset; file problems are errors that name file and row. */
export async function openDataset(config: DatasetConfig): Promise<Dataset> {
  const file = splitFileOf(config);
  const entries = file === undefined ? undefined : await readSplit(file);
  const dataset = await openWhole(config);
  return entries === undefined ? dataset : withSplit(dataset, entries);
}

/**
 * Opens a dataset without its split file, if it has one: all studies. Its folder may be one that
 * `prepareDataset` made of the files.
 */
export async function openWhole(config: DatasetConfig): Promise<Dataset> {
  const prepared = "root" in config
    ? await openPreparedDataset(config.root, contentOf(config))
    : undefined;
  return prepared ?? await kindOf(config).open(config);
}

function splitFileOf({ split }: DatasetConfig): string | undefined {
  return typeof split === "string" ? split : undefined;
}

/** A dataset's folder and split file made absolute; other paths start from its folder. */
export function placeDataset(
  config: DatasetConfig,
  place: (path: string) => string,
): DatasetConfig {
  const split = splitFileOf(config);
  return {
    ...config,
    ..."root" in config && { root: place(config.root) },
    ...split !== undefined && { split: place(split) },
  };
}

/** What of the config decides the content. */
function contentOf(config: DatasetConfig): Omit<DatasetIdentity, "fingerprint"> {
  const { kind, ...own } = config;
  const { version, paths } = kindOf(config);
  const covered = new Set<string>(splitFileOf(config) === undefined ? paths : [...paths, "split"]);
  return {
    kind,
    kindVersion: version,
    config: Object.fromEntries(Object.entries(own).filter(([name]) => !covered.has(name))),
  };
}

/** What a stage key must hold about a dataset, which was opened with this config. */
export async function identityOf(
  config: DatasetConfig,
  dataset: Dataset,
): Promise<DatasetIdentity> {
  return { ...contentOf(config), fingerprint: await dataset.fingerprint() };
}

/** A kind of text that studies may have. */
export type Texts = "reports" | "questions";

/** Whether the studies of a dataset have texts of a kind. */
export function hasTexts(config: DatasetConfig, texts: Texts): boolean {
  if (config.kind === "phantom") return true;
  if (config.kind === "vqa-rad") return texts === "questions";
  return texts === "reports" && (config.kind !== "table" || config.columns.text !== undefined);
}

/** What can be told of a dataset's content without an image. */
export interface DatasetOutline {
  readonly labelNames: readonly string[];
  /** Splits with a study in them. */
  readonly splits: ReadonlySet<Split>;
  /** Splits with a text of each kind in them. */
  readonly texts: Readonly<Record<Texts, ReadonlySet<Split>>>;
  /** Side of the only images there are, of a prepared folder. */
  readonly imageSize?: number;
}

/** What is known of a dataset before anything is made of it. */
export interface DatasetSurvey {
  /** What stands in keys. */
  readonly identity: DatasetIdentity;
  readonly outline: DatasetOutline;
}

/** Looks through a dataset, once, before anything is made of it. */
export async function surveyDataset(config: DatasetConfig): Promise<DatasetSurvey> {
  // The first ten patients of a phantom fill every split; the others need not be drawn.
  const short = config.kind === "phantom" && config.split === undefined
    ? { ...config, patients: Math.min(10, config.patients) }
    : config;
  const dataset = await openDataset(short);
  const { labelNames, examples, imageSize } = dataset;
  const splitsOf = (some: readonly Example[]) => new Set(some.map(({ split }) => split));
  const texts = {
    reports: splitsOf(examples.filter(({ text }) => text.trim() !== "")),
    questions: splitsOf(examples.filter(({ questions }) => questions.length > 0)),
  };
  const splits = splitsOf(examples);
  return {
    identity: await identityOf(config, dataset),
    outline: { labelNames, splits, texts, ...imageSize !== undefined && { imageSize } },
  };
}

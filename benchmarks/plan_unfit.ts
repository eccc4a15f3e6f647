/**
 * Cells whose datasets do not hold what their steps need, found before any work.
 *
 * @module
 */
import type { Split, Texts } from "../datasets/mod.ts";
import { keeps } from "../model/protocol.ts";
import { type Cell, isPretrained } from "./cells.ts";
import {
  AbsentDataset,
  datasetsOf,
  type KnownDataset,
  type KnownDatasets,
} from "./plan_datasets.ts";
import type { Spec } from "./spec.ts";
import { readsOf } from "./spec_texts.ts";

/** Labels listed at most. */
const LISTED = 16;

/**
 * Why a cell cannot be planned: a dataset cannot be read, or lacks studies, texts or labels.
 *
 * @param draft Whether a dataset that is not there is no reason.
 */
export function whyUnfit(
  spec: Spec,
  cell: Cell,
  datasets: KnownDatasets,
  draft = false,
): string | undefined {
  for (const name of datasetsOf(spec, cell)) {
    const known = datasets.get(name);
    if (draft && known instanceof AbsentDataset) continue;
    if (known instanceof Error) return known.message;
  }
  const size = spec.model.imageSize;
  const outline = (name: string) => {
    const known = datasets.get(name) as KnownDataset | AbsentDataset;
    return known instanceof AbsentDataset ? undefined : known.outline;
  };
  for (const name of datasetsOf(spec, cell)) {
    const { imageSize = size } = outline(name) ?? {};
    if (imageSize === size) continue;
    return `Cannot use ${name}: its images were prepared of ${imageSize} pixels a side and ` +
      `model.imageSize is ${size}, prepare them with --size ${size}`;
  }
  for (const [step, name, splits, texts] of stepsOf(spec, cell)) {
    const empty = splits.find((split) => outline(name)?.splits.has(split) === false);
    if (empty !== undefined) {
      return `Cannot ${step} ${name}: its ${empty} split is empty, ` +
        "give the dataset more patients or another split";
    }
    const mute = texts && splits.find((split) => outline(name)?.texts[texts].has(split) === false);
    if (mute !== undefined) {
      return `Cannot ${step} ${name}: its ${mute} split has no ${texts}, ` +
        "use another dataset or split";
    }
  }
  const { finetune, test } = cell.transfer;
  const [learned, tested] = [outline(finetune)?.labelNames, outline(test)?.labelNames];
  return learned && tested && whyUnlabelled(spec, cell, learned, tested);
}

/** What is done with a dataset, the splits that it takes, and the texts that it reads of each. */
type Step = readonly [doing: string, dataset: string, takes: readonly Split[], reads?: Texts];

function stepsOf(spec: Spec, { variant, task, transfer }: Cell): Step[] {
  const { pretrain, finetune, test } = transfer;
  const { file, from = file === undefined ? [pretrain] : [] } = spec.vocabulary ?? {};
  const steps: Step[] = from.map((name) => ["take words from", name, ["train"], "reports"]);
  if (isPretrained(spec, variant)) steps.push(["pretrain on", pretrain, ["train"], "reports"]);
  const reads = readsOf(spec.tasks[task]!);
  steps.push(
    [`finetune ${task} on`, finetune, ["train", "valid"], reads],
    [`test ${task} on`, test, ["test"], reads],
  );
  return steps;
}

/** Why the labels of a cell's datasets do not do for its task. */
function whyUnlabelled(
  { tasks, protocol }: Spec,
  { task, transfer: { finetune, test } }: Cell,
  learned: readonly string[],
  tested: readonly string[],
): string | undefined {
  switch (tasks[task]!.task) {
    case "classification":
      if (learned.length === 0) {
        return `Cannot finetune ${task} on ${finetune}: it has no labels, ` +
          `name their columns in datasets.${finetune}.columns`;
      }
      // The class of studies without a label is known of every dataset.
      if (keeps(protocol, "noLabelClass") || learned.some((name) => tested.includes(name))) return;
      return `Cannot test ${task} on ${test}: it has none of the labels of ${finetune} ` +
        `(${listed(learned)}), name them alike or test on another dataset`;
    case "retrieval":
      // Labels say which reports fit an image: without any, all do.
      for (
        const [doing, name, labels] of [["finetune", finetune, learned], ["test", test, tested]]
      ) {
        if (labels!.length > 0) continue;
        return `Cannot ${doing} ${task} on ${name}: it has no labels, ` +
          `name their columns in datasets.${name}.columns`;
      }
      return;
    case "vqa":
    case "report-generation":
      return; // they learn from no labels
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${shown}, …` : shown;
}

/**
 * Cells whose datasets do not hold what their steps need, found before any work.
 *
 * @module
 */
import type { Split } from "../datasets/mod.ts";
import { keeps } from "../model/protocol.ts";
import { type Cell, isPretrained } from "./cells.ts";
import { datasetsOf, type KnownDataset, type KnownDatasets } from "./plan_datasets.ts";
import type { Spec } from "./spec.ts";

/** Labels listed at most. */
const LISTED = 16;

/** Why a cell cannot be planned: a dataset cannot be read, or lacks studies or labels. */
export function whyUnfit(spec: Spec, cell: Cell, datasets: KnownDatasets): string | undefined {
  for (const name of datasetsOf(spec, cell)) {
    const known = datasets.get(name);
    if (known instanceof Error) return known.message;
  }
  const outline = (name: string) => (datasets.get(name) as KnownDataset).outline;
  for (const [step, name, splits] of stepsOf(spec, cell)) {
    const empty = splits.find((split) => !outline(name).splits.has(split));
    if (empty !== undefined) {
      return `Cannot ${step} ${name}: its ${empty} split is empty, ` +
        "give the dataset more patients or another split";
    }
  }
  const { finetune, test } = cell.transfer;
  return whyUnlabelled(spec, cell, outline(finetune).labelNames, outline(test).labelNames);
}

/** What is done with a dataset, and the splits that it takes. */
type Step = readonly [doing: string, dataset: string, takes: readonly Split[]];

function stepsOf(spec: Spec, { variant, transfer }: Cell): Step[] {
  const { pretrain, finetune, test } = transfer;
  const { file, from = file === undefined ? [pretrain] : [] } = spec.vocabulary ?? {};
  const steps: Step[] = from.map((name) => ["take words from", name, ["train"]]);
  if (isPretrained(spec, variant)) steps.push(["pretrain on", pretrain, ["train"]]);
  steps.push(["finetune on", finetune, ["train", "valid"]], ["test on", test, ["test"]]);
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
    case "vqa":
    case "report-generation":
      return; // they learn from no labels
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${shown}, …` : shown;
}

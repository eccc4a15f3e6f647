/**
 * Cells that read reports of datasets that have none: a spec that runs and means nothing.
 *
 * @module
 */
import { hasReports } from "../datasets/mod.ts";
import { type Cell, isPretrained } from "./cells.ts";
import { type Finding, finding } from "./spec_issues.ts";
import type { SpecFields, TaskConfig, Transfer } from "./spec_schema.ts";
import { type Path, pathText } from "./spec_words.ts";

/** A dataset's place in a cell, or in the vocabulary, and what reads its reports. */
interface Reader {
  readonly path: Path;
  readonly dataset: string;
  /** `which <what>`. */
  readonly what: string;
  /** What else can be done than naming a column. */
  readonly way: string;
}

/** A finding for every dataset without reports and for each that reads them, at the first place. */
export function missingReports(spec: SpecFields, cells: readonly Cell[]): Finding[] {
  const lacking = new Set(
    Object.entries(spec.datasets).flatMap(([name, config]) => hasReports(config) ? [] : [name]),
  );
  if (lacking.size === 0) return [];
  const places = new Map<Transfer, Path>([
    ...spec.transfers.map((transfer, i) => [transfer, ["transfers", i]] as const),
    ...spec.include.map(({ transfer }, i) => [transfer, ["include", i, "transfer"]] as const),
  ]);
  const found = new Map<string, Finding>();
  for (const cell of cells) {
    for (const reader of readersOf(spec, cell, places.get(cell.transfer)!)) {
      const { path, dataset, what, way } = reader;
      if (!lacking.has(dataset)) continue;
      const columns = ["datasets", dataset, "columns"];
      const problem = `${dataset} has no reports, which ${what}, ` +
        `name their column in ${pathText([...columns, "text"])} or ${way}`;
      const id = JSON.stringify([dataset, what]);
      if (!found.has(id)) found.set(id, { ...finding(path, problem), others: [columns] });
    }
  }
  return [...found.values()];
}

function readersOf(spec: SpecFields, { variant, task, transfer }: Cell, place: Path): Reader[] {
  const { vocabulary } = spec;
  const config = spec.tasks[task];
  const isTrained = isPretrained(spec, variant);
  const isRead = config !== undefined && readsReports(config);
  const step = (name: keyof Transfer) => ({ path: [...place, name], dataset: transfer[name] });
  const trained = { what: "pre-training reads", way: "pre-train on another dataset" };
  const words = { what: "the vocabulary is made of", way: "name others in vocabulary.from" };
  const read = {
    what: `tasks.${task} reads`,
    way: `set ${pathText(["tasks", task, "inputs"])} to image`,
  };
  return [
    ...isTrained ? [{ ...step("pretrain"), ...trained }] : [],
    ...isRead ? [{ ...step("finetune"), ...read }, { ...step("test"), ...read }] : [],
    ...isRead && !isTrained && vocabulary === undefined ? [{ ...step("pretrain"), ...words }] : [],
    ...(vocabulary?.from ?? []).map((dataset, i) => ({
      ...{ path: ["vocabulary", "from", i], dataset },
      ...words,
    })),
  ];
}

/** Whether a task shows the model reports. */
function readsReports(config: TaskConfig): boolean {
  switch (config.task) {
    case "classification":
      return config.inputs === "image+report";
  }
}

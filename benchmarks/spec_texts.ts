/**
 * Cells that read texts of datasets that have none: a spec that runs and means nothing.
 *
 * @module
 */
import { hasTexts, type Texts } from "../datasets/mod.ts";
import type { TaskConfig } from "../tasks/task_plan.ts";
import { type Cell, isPretrained } from "./cells.ts";
import { type Finding, finding } from "./spec_issues.ts";
import type { SpecFields, Transfer } from "./spec_schema.ts";
import { type Path, pathText } from "./spec_words.ts";

/** A dataset's place in a cell, or in the vocabulary, and what reads its texts. */
interface Reader {
  readonly path: Path;
  readonly dataset: string;
  readonly texts: Texts;
  /** `which <what>`. */
  readonly what: string;
  /** What can be done, if not a column named. */
  readonly way: string;
}

/** A finding for every dataset without texts and for each that reads them, at the first place. */
export function missingTexts(spec: SpecFields, cells: readonly Cell[]): Finding[] {
  // Phantoms have all: most specs need no look at their cells.
  if (Object.values(spec.datasets).every((config) => hasTexts(config, "questions"))) return [];
  const places = new Map<Transfer, Path>([
    ...spec.transfers.map((transfer, i) => [transfer, ["transfers", i]] as const),
    ...spec.include.map(({ transfer }, i) => [transfer, ["include", i, "transfer"]] as const),
  ]);
  const found = new Map<string, Finding>();
  for (const cell of cells) {
    for (const reader of readersOf(spec, cell, places.get(cell.transfer)!)) {
      const { path, dataset, texts, what, way } = reader;
      const config = spec.datasets[dataset];
      if (config === undefined || hasTexts(config, texts)) continue;
      const columns = ["datasets", dataset, "columns"];
      const column = `name their column in ${pathText([...columns, "text"])} or `;
      const problem = `${dataset} has no ${texts}, which ${what}, ` +
        `${texts === "reports" ? column : ""}${way}`;
      const id = JSON.stringify([dataset, what]);
      if (!found.has(id)) found.set(id, { ...finding(path, problem), others: [columns] });
    }
  }
  return [...found.values()];
}

function readersOf(spec: SpecFields, { variant, task, transfer }: Cell, place: Path): Reader[] {
  const { vocabulary } = spec;
  const config = spec.tasks[task];
  const read = config && readsOf(config);
  const isTrained = isPretrained(spec, variant);
  const step = (name: keyof Transfer) => ({ path: [...place, name], dataset: transfer[name] });
  const words = {
    texts: "reports",
    what: "the vocabulary is made of",
    way: "name others in vocabulary.from",
  } as const;
  const readers: Reader[] = (vocabulary?.from ?? []).map((dataset, i) => ({
    ...{ path: ["vocabulary", "from", i], dataset },
    ...words,
  }));
  if (isTrained) {
    const way = "pre-train on another dataset";
    readers.push({ ...step("pretrain"), texts: "reports", what: "pre-training reads", way });
  } else if (read && vocabulary === undefined) {
    readers.push({ ...step("pretrain"), ...words });
  }
  if (read) {
    const way = config.task === "classification"
      ? `set ${pathText(["tasks", task, "inputs"])} to image`
      : "use another dataset";
    const reading = { texts: read, what: `${pathText(["tasks", task])} reads`, way };
    readers.push({ ...step("finetune"), ...reading }, { ...step("test"), ...reading });
  }
  return readers;
}

/** The texts that a task shows the model. */
export function readsOf(config: TaskConfig): Texts | undefined {
  switch (config.task) {
    case "classification":
      return config.inputs === "image+report" ? "reports" : undefined;
    case "retrieval":
    case "report-generation":
      return "reports";
    case "vqa":
      return "questions";
  }
}

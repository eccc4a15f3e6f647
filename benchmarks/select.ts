/**
 * Flags that select among the cells of a spec: `--only` and `--seeds`.
 *
 * @module
 */
import type { Cell } from "./cells.ts";
import type { Spec } from "./spec.ts";
import { SpecError } from "./spec_error.ts";
import { flagText, show, suggest } from "./spec_words.ts";

/** What `--only` can name, and where a cell holds it. */
const DIMENSIONS: Readonly<Record<string, (cell: Cell) => string>> = {
  variant: (cell) => cell.variant,
  task: (cell) => cell.task,
  pretrain: (cell) => cell.transfer.pretrain,
  finetune: (cell) => cell.transfer.finetune,
  test: (cell) => cell.transfer.test,
  seed: (cell) => String(cell.seed),
};

/**
 * The cells that `--only` names: `variant=bar|s2s,task=vqa`. A comma means and; `|`, or naming a
 * dimension again, means or; `*` stands for any characters.
 *
 * @throws {SpecError} if a name is in no cell, or no cell is left.
 */
export function selectCells(cells: readonly Cell[], only: string): Cell[] {
  const flag = flagText("--only", only);
  const wanted = new Map<string, RegExp[]>();
  for (const term of only.split(",")) {
    const [dimension, values] = splitTerm(flag, term);
    const names = [...new Set(cells.map(DIMENSIONS[dimension]!))];
    const patterns = values.split("|").map((value) => pattern(flag, dimension, value, names));
    wanted.set(dimension, [...wanted.get(dimension) ?? [], ...patterns]);
  }
  const selected = cells.filter((cell) =>
    [...wanted].every(([dimension, patterns]) =>
      patterns.some((pattern) => pattern.test(DIMENSIONS[dimension]!(cell)))
    )
  );
  if (selected.length === 0) {
    const each = [...wanted.keys()].join(" and ");
    throw SpecError.at(flag, `Cannot select cells: none has this ${each}, remove a term`);
  }
  return selected;
}

/**
 * The spec with the seeds of `--seeds 1,2` in place of its own; included cells of other seeds go.
 *
 * @throws {SpecError} if they are not different whole numbers.
 */
export function withSeeds(spec: Spec, text: string): Spec {
  const flag = flagText("--seeds", text);
  const seeds = text.split(",").map((part) => {
    const seed = Number(part);
    if (/^\s*\d+\s*$/.test(part) && Number.isSafeInteger(seed)) return seed;
    throw SpecError.at(
      flag,
      `Cannot use the seed ${show(part)}: not a whole number of at least 0, write --seeds 1,2`,
    );
  });
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) < i);
  if (twice !== undefined) {
    throw SpecError.at(flag, `Cannot use the seed ${twice} twice, remove one`);
  }
  return { ...spec, seeds, include: spec.include.filter(({ seed }) => seeds.includes(seed)) };
}

function splitTerm(flag: string, term: string): [string, string] {
  const [, dimension, values] = /^\s*([^=]*?)\s*=(.*)$/s.exec(term) ?? [];
  if (dimension === undefined || values === undefined) {
    throw SpecError.at(
      flag,
      `Cannot read the term ${show(term)}: no "=", write --only variant=bar,seed=1`,
    );
  }
  if (!Object.hasOwn(DIMENSIONS, dimension)) {
    const way = suggest(dimension, Object.keys(DIMENSIONS));
    throw SpecError.at(flag, `Cannot select by ${show(dimension)}: no such part of a cell, ${way}`);
  }
  return [dimension, values];
}

function pattern(flag: string, dimension: string, value: string, names: string[]): RegExp {
  const parts = value.trim().split("*").map((part) => RegExp.escape(part));
  const pattern = new RegExp(`^${parts.join(".*")}$`);
  if (!names.some((name) => pattern.test(name))) {
    const way = suggest(value.trim(), names);
    throw SpecError.at(flag, `Cannot select ${dimension} ${show(value)}: no cell has it, ${way}`);
  }
  return pattern;
}
